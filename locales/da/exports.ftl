# Eksport af egne oplysninger.

exports-menu = Eksport
exports-title = Tag oplysninger ud
exports-intro = { $agency } har { $count ->
    [one] én indberettet oplysning
   *[other] { $count } indberettede oplysninger
}. Du får dem, du må læse, som en fil.
exports-warning = Filen er ikke længere under Havens beskyttelse: den, der åbner den, sætter intet spor her. Behold den kun, så længe du har brug for den.
exports-format = Som
exports-format-missing = Vælg, hvad filen skal være
exports-format-htcds-csv = HTCDS 2.0, CSV
exports-format-htcds-csv-hint = Til andre systemer. Haven læser den ind igen uden tab.
exports-format-htcds-json = HTCDS 2.0, JSON
exports-format-htcds-json-hint = Det samme, med ét objekt for hver sag.
exports-format-csv = En tabel, CSV
exports-format-csv-hint = Med ord, til mennesker.
exports-format-xlsx = En tabel, Excel
exports-format-xlsx-hint = Med ord, til mennesker, der arbejder i Excel.
exports-button = Hent filen
exports-reference = Reference
exports-source-id = Jeres nummer
exports-kind = Hvem
exports-handling = Deling
exports-handling-shared = Deles efter aftale
exports-handling-pointer_only = Kun henvisning
exports-handling-sealed = Forseglet
exports-made = Indberettet
exports-changed = Sidst ændret
