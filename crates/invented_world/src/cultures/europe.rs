//! Albanian, Romanian, Roma from Slovakia, Polish and British names.

use super::{Custom, FamilyName, GivenName};

pub(super) const ALBANIAN: Custom = Custom {
    code: "albanian",
    nationalities: &[("AL", 90), ("XK", 10)],
    language: "sq",
    script: None,
    female: "Albana, Anila, Blerta/Blerita, Besa, Dorina, Drita, Elira, Elona/Ilona, Era, Ermira/Ermire, Flutura, Gentiana/Jentiana, Jonida/Ionida, Klea/Clea, Lindita, Liridona, Majlinda/Mailinda, Manjola/Maniola,
        Mimoza/Mimosa, Mirela/Mirella, Ornela/Ornella, Rovena/Rowena, Shpresa/Spresa, Teuta/Teutha, Valbona, Vjollca/Violca/Viola, Xhensila/Jensila/Gensila, Xhulia/Julia/Giulia, Ylka/Yllka, Zana, Ledina, Enkelejda/Enkeleida,
        Eglantina, Brikena, Donika/Donica, Arbenita, Kaltrina, Sidorela/Sidorella, Ina, Megi/Meghi",
    male: "Arben, Ardit, Besnik, Dritan, Ilir/Ylir, Gjergj/Gjergji/George, Genc/Gentz, Agim, Bledar, Altin/Alltin, Edmond/Edmund, Erion/Erjon, Endrit/Endri, Enea, Ervis/Elvis, Elton, Klodian/Klodjan/Clodian, Klevis/Clevis,
        Kristi/Kristian, Florian/Florjan, Luan, Liridon, Marjan/Marian, Skënder/Skender, Shkëlzen/Shkelzen, Taulant, Xhevdet/Jevdet, Xhemal/Jemal, Ylli/Yll, Zamir, Bujar/Buyar, Arjan/Arian, Armend, Artan, Ermal/Ermall, Fatjon/Fation,
        Gentian/Gencian, Indrit, Kujtim/Kuitim, Petrit, Rigers, Saimir, Sokol, Visar, Xhoni/Joni/Johnny, Aleks/Alex, Denis/Dennis, Mario, Roland, Eduart/Eduard",
    family: "Hoxha/Hodja/Hoxa, Shehu/Sheu, Dervishi/Dervisi, Gjoka/Joka/Gjocaj, Prifti, Hysa/Hisa, Kola/Cola, Leka, Meta, Rama, Berisha/Berisa, Krasniqi/Krasnici/Krasniki, Gashi/Gasi, Shala, Morina, Osmani, Hasani/Hassani, Hoti,
        Kastrati, Rexhepi/Redjepi/Rejepi, Zeka, Murati, Basha, Çela/Cela/Chela, Doda, Duka, Gega, Gjini/Jini, Kodra, Lleshi/Leshi, Marku, Ndoja/Doja, Ndreka, Pjetri, Sula, Toska, Xhafa/Jafa/Djafa, Xhaka/Jaka, Ymeri/Imeri, Zefi, Elezi,
        Frashëri/Frasheri, Halili, Ibrahimi, Kurti, Mehmeti, Nika, Selimi, Veliu, Bushati/Bushatti",
    given_name: GivenName::One,
    family_name: FamilyName::HandedDown {
        stems: "Gj Ndr Pal Mark Pren Lek Dod Kol Zef Has Mal Bajr Rust Sel Hal Dem Bal Cen Shab Ram Isuf Qer Dac Vuk Tom Bib Vat Nik Pjet Ded Tah Bez Kuq Hyk Laz",
        endings: "aj oni ushi etaj ani eku ishti oci uku ajdini emi adini ej oku itaj eshi uli ica",
    },
    family_first: false,
    feminine: &[],
    birthplaces: &["Kukës", "Has", "Dibër", "Shkodër", "Tropojë", "Elbasan"],
};

pub(super) const ROMANIAN: Custom = Custom {
    code: "romanian",
    nationalities: &[("RO", 92), ("MD", 8)],
    language: "ro",
    script: None,
    female: "Maria/Mary, Elena/Helena, Ioana/Joana, Andreea/Andrea, Alexandra, Mihaela/Michaela, Cristina/Kristina, Ana/Anna, Gabriela/Gabriella, Georgiana, Florentina, Ștefania/Stefania, Nicoleta, Raluca/Raluka, Simona, Roxana, Adriana, Alina,
        Bianca/Bianka, Claudia/Klaudia, Denisa/Denissa, Diana, Irina, Larisa/Larissa, Lavinia, Loredana, Luminița/Luminita, Mădălina/Madalina, Mirela, Narcisa, Oana, Ramona, Sorina, Teodora, Valentina, Viorica, Crina, Ileana, Sabina, Rebeca/Rebecca",
    male: "Andrei/Andrey, Alexandru/Alexander, Ionuț/Ionut, Mihai/Michael, Cristian/Christian/Kristian, Florin, Gheorghe/George, Ion/John, Marian, Vasile/Vasil, Constantin/Konstantin, Daniel, Adrian, Gabriel, Ștefan/Stefan/Stephen, Nicolae/Nicolai,
        Bogdan, Cătălin/Catalin, Răzvan/Razvan, Costel, Cosmin, Emil, Iulian/Julian, Laurențiu/Laurentiu, Lucian, Marius, Octavian, Ovidiu, Petru/Petre, Radu, Robert, Sebastian, Sorin, Valentin, Victor/Viktor, Vlad, Viorel, Rareș/Rares, Denis, Claudiu, Dragoș/Dragos",
    family: "Popa, Popescu/Popesku, Ionescu/Ionesku, Radu, Dumitru/Dimitru, Stan, Stoica/Stoika, Gheorghe/George, Matei, Ciobanu/Chobanu, Rusu, Constantin, Marin, Moldovan, Lazăr/Lazar, Șerban/Serban, Munteanu, Tudor, Nistor, Cojocaru, Ene, Toma, Dinu,
        Barbu, Neagu, Mocanu/Mokanu, Oprea, Voicu/Voiku, Ungureanu, Lupu, Dobre, Sandu, Diaconu, Manole, Preda, Florea, Crăciun/Craciun, Iordache, Cristea, Bălan/Balan, Anghel, Bucur, Dănilă/Danila, Filip, Pavel, Zamfir, Lăcătuș/Lacatus",
    given_name: GivenName::One,
    family_name: FamilyName::HandedDown {
        stems: "Alb Avr Bad Bog Brat Calin Chir Cost Dan Dobr Drag Flor Gav Gherm Grig Iac Luc Mar Mih Mir Negr Nic Olt Petr Pop Rad Rom Sav Sim Stanc Stef Tan Teod Urs Vas Vlad Zah",
        endings: "escu eanu ulescu aru oiu uță ache in ilă oveanu",
    },
    family_first: false,
    feminine: &[],
    birthplaces: &["Țăndărei", "Craiova", "Botoșani", "Bacău", "Călărași", "Galați"],
};

pub(super) const ROMA_SLOVAK: Custom = Custom {
    code: "roma_slovak",
    // Roma children from Slovakia are now and then written down as Romanian (practice 2.1).
    nationalities: &[("SK", 78), ("CZ", 14), ("RO", 8)],
    language: "rom",
    script: None,
    female: "Renáta/Renata, Kristína/Kristina, Denisa, Vanesa/Vanessa, Viktória/Viktoria, Patrícia/Patricia, Nikola/Nicola, Erika/Erica, Mária/Maria, Žaneta/Zaneta/Janeta, Ivana, Klaudia/Claudia, Lucia/Lucie, Monika/Monica, Jolana, Anežka/Agnes,
        Božena/Bozena, Dominika/Dominica, Eva, Gabriela, Helena, Jana, Katarína/Katarina, Ľudmila/Ludmila, Margita/Margit, Natália/Natalia, Sabína/Sabina, Timea/Tímea, Vlasta, Zuzana/Susana",
    male: "Ján/Jan, Marek/Marko, Dušan/Dusan, Milan, Jozef/Josef, Peter/Petr, Tomáš/Tomas, Roman, Rastislav/Rasto, Patrik/Patrick, Dominik/Dominic, Erik/Eric, Kevin/Kevín, Ladislav/Laco, Ľubomír/Lubomir, Martin, Miroslav/Miro, Ondrej/Andrej, Pavol/Pavel,
        Radoslav/Rado, René/Rene, Samuel/Samo, Štefan/Stefan, Viliam/William, Vladimír/Vladimir, Adrián/Adrian, Denis, Kristián/Kristian, Michal/Michael, Emil",
    family: "Horváth/Horvath/Horvat, Kováč/Kovac/Kovacs, Balog/Balogh, Lakatoš/Lakatos, Danko, Conka/Čonka, Tancoš/Tancos, Mirga, Gábor/Gabor, Oláh/Olah, Rác/Rac/Racz, Kroščen/Kroscen, Žiga/Ziga, Bandy, Bílý/Bily, Čureja/Cureja, Demeter, Dunka, Gunár/Gunar,
        Holub, Kaleja, Lacko, Makula, Pecha, Polhoš/Polhos, Pačan/Pacan, Rusnák/Rusnak, Sivák/Sivak, Tóth/Toth, Farkaš/Farkas, Bari, Klempár/Klempar, Mižigár/Mizigar, Gaži/Gazi",
    given_name: GivenName::One,
    family_name: FamilyName::HandedDown {
        stems: "Bar Cic Dan Dun Ger Hor Kal Kot Lac Mak Mir Pal Pol Pust Red Siv Tul Vas Zub",
        endings: "ko ák oš ura áč iga an ík uš ovič",
    },
    family_first: false,
    feminine: &[
        ("ý", "á"), ("ko", "ková"), ("ka", "ková"), ("ga", "gová"), ("ja", "jová"), ("la", "lová"), ("ra", "rová"), ("cha", "chová"),
        ("th", "thová"), ("č", "čová"), ("c", "cová"), ("g", "gová"), ("gh", "ghová"), ("š", "šová"), ("s", "sová"), ("r", "rová"),
        ("h", "hová"), ("k", "ková"), ("n", "nová"), ("t", "tová"), ("cs", "csová"), ("cz", "czová"), ("b", "bová"),
    ],
    birthplaces: &["Michalovce", "Prešov", "Košice", "Trebišov", "Rimavská Sobota"],
};

pub(super) const POLISH: Custom = Custom {
    code: "polish",
    nationalities: &[("PL", 94), ("LT", 6)],
    language: "pl",
    script: None,
    female: "Julia, Zuzanna/Zuzana/Susanna, Maja/Maya, Zofia/Sofia/Sophia, Hanna/Hana, Lena, Alicja/Alicia/Alice, Amelia, Oliwia/Olivia, Aleksandra/Alexandra/Ola, Wiktoria/Victoria, Natalia/Natalie, Katarzyna/Kasia/Katherine, Agnieszka/Agnes, Małgorzata/Malgorzata/Gosia,
        Joanna/Asia, Anna/Ania, Magdalena/Magda, Monika/Monica, Karolina/Carolina, Paulina, Ewa/Eva, Dorota/Dorothy, Iwona/Ivona, Kinga, Weronika/Veronica, Martyna/Martina, Patrycja/Patricia, Nikola/Nicola, Gabriela",
    male: "Jakub/Kuba/Jacob, Jan/Janek, Szymon/Simon, Filip/Phillip, Kacper/Kasper, Michał/Michal/Michael, Mateusz/Matthew, Piotr/Peter, Paweł/Pawel/Paul, Krzysztof/Christopher/Krzys, Andrzej/Andrew, Tomasz/Tomek/Thomas, Marcin/Martin, Adam, Łukasz/Lukasz/Lucas, Grzegorz/Greg,
        Rafał/Rafal, Kamil, Dawid/David, Damian/Damien, Bartosz/Bartek, Patryk/Patrick, Sebastian, Wojciech/Wojtek, Maciej/Maciek, Dariusz/Darek, Oskar/Oscar, Igor, Wiktor/Victor, Oliwier/Oliver",
    family: "Nowak/Novak, Kowalski/Kovalski, Wiśniewski/Wisniewski, Wójcik/Wojcik, Kowalczyk/Kovalczyk, Kamiński/Kaminski, Lewandowski/Levandowski, Zieliński/Zielinski, Szymański/Szymanski, Woźniak/Wozniak, Dąbrowski/Dabrowski, Kozłowski/Kozlowski, Jankowski, Mazur,
        Kwiatkowski, Krawczyk, Kaczmarek/Kaczmarak, Piotrowski, Grabowski, Zając/Zajac, Pawłowski/Pawlowski, Michalski, Król/Krol, Wieczorek, Jabłoński/Jablonski, Wróbel/Wrobel, Majewski, Olszewski, Stępień/Stepien, Malinowski, Jaworski, Adamczyk, Dudek, Nowicki, Górski/Gorski, Sikora, Baran",
    given_name: GivenName::One,
    family_name: FamilyName::HandedDown {
        stems: "Bor Brzez Czar Dom Gaj Gaw Grab Jan Jas Kal Kam Kar Klim Koch Krup Lip Mad Mar Mat Os Paw Pias Pol Rad Rog Ros Rud Rut Sad Sob Sok Staw Tom Urb Was Wil Wit Wol Zab Zal Chmiel Drozd Gol Hal",
        endings: "owski ewski iński czyk ak ek icki arz iak",
    },
    family_first: false,
    feminine: &[("ski", "ska"), ("cki", "cka")],
    birthplaces: &["Łódź", "Białystok", "Radom", "Rzeszów", "Gdańsk"],
};

pub(super) const BRITISH: Custom = Custom {
    code: "british",
    nationalities: &[("GB", 97), ("IE", 3)],
    language: "en",
    script: None,
    female: "Olivia/Liv/Livvy, Amelia/Millie, Isla, Ava, Emily/Em, Isabella/Bella/Izzy, Mia, Poppy, Ella, Lily/Lilly, Sophie/Sofie, Grace/Gracie, Evie, Jessica/Jess, Charlotte/Lottie/Charlie, Chloe/Khloe, Lucy/Luce, Megan/Meg/Meghan, Hannah/Hanna, Amy/Aimee, Katie/Kate, Ellie/Eleanor,
        Holly, Molly/Mollie, Abigail/Abi/Abby, Elizabeth/Lizzie/Beth, Rebecca/Becky/Becca, Rachel/Rachael, Sarah/Sara, Emma, Zoe/Zoey, Leah/Lea, Georgia/Georgie, Bethany/Beth, Paige/Page, Courtney/Kourtney, Shannon, Chelsea/Chelsie, Kayleigh/Kayley, Jade, Natalie/Nat, Samantha/Sam,
        Freya/Freyja, Imogen/Immy, Summer, Scarlett/Scarlet, Ruby, Maisie/Maisy, Erin, Niamh/Neve, Caitlin/Kaitlyn, Cerys/Carys, Eilidh/Ailey, Kirsty/Kirstie, Nicole/Nicky, Danielle/Dani, Lauren, Tia, Shanice/Shaneece, Keira/Kiera",
    male: "Oliver/Ollie, Jack, Harry/Harrison, George, Noah, Charlie/Charles, Jacob/Jake, Alfie/Alfred, Freddie/Fred, Oscar/Oskar, James/Jamie/Jim, William/Will/Billy, Thomas/Tom/Tommy, Joshua/Josh, Daniel/Dan/Danny, Samuel/Sam, Joseph/Joe/Joey, Benjamin/Ben, Alexander/Alex, Edward/Eddie/Ted,
        Max, Logan, Lucas/Lukas, Ethan, Archie, Mason, Riley/Reilly, Finley/Finlay/Fin, Adam, Liam, Dylan/Dillon, Callum/Calum/Cal, Connor/Conor/Con, Kieran/Ciaran, Ryan, Luke, Nathan/Nate, Aaron/Aron, Jordan/Jordon, Kyle, Reece/Rhys/Reese, Lewis/Louis/Lew, Matthew/Matt, Michael/Mikey/Mick,
        David/Dave, Robert/Rob/Bobby, Toby, Owen/Owain, Rory, Declan/Deklan, Tyler/Tylor, Brandon/Brendon, Bradley/Brad, Ashton, Leon, Theo/Theodore, Jayden/Jaden/Jaydon, Kai/Kye, Zak/Zach, Corey/Cory, Cameron/Cam, Tyrone/Ty, Marlon, Dante, Kamari, Malachi/Mal",
    family: "Smith/Smyth, Jones, Williams/Williamson, Taylor/Tayler, Brown/Browne, Davies/Davis, Evans, Wilson/Willson, Thomas, Johnson/Johnston, Roberts, Robinson/Robson, Thompson/Thomson, Wright, Walker, White/Whyte, Edwards, Hughes/Hughs, Green/Greene, Hall, Lewis/Louis, Harris, Clarke/Clark, Patel,
        Jackson, Wood/Woods, Turner, Martin/Martyn, Cooper, Hill, Ward, Morris/Maurice, Moore/More, Lee/Leigh, King, Baker, Morgan, Allen/Allan/Alan, Scott/Scot, Phillips/Philips, Watson, Parker, Price/Pryce, Bennett/Bennet, Young, Griffiths/Griffith, Mitchell, Kelly/Kelley, Cook/Cooke, Carter,
        Bailey/Bayley, Shaw, Murphy, Khan, Marshall/Marshal, Campbell/Cambell, Hussain/Hussein, Begum, Ali, Reid/Reed, Stewart/Stuart, Okoro, Francis/Frances, Grant, Bryan/Brian, McKenzie/MacKenzie, O'Brien/OBrien, Walsh/Welsh, Fraser/Frazer, Osbourne/Osborne",
    given_name: GivenName::One,
    family_name: FamilyName::HandedDown {
        stems: "Ash Brad Burn Chad Clar Crom Darn Eaton Elm Fair Farn Glad Hal Ham Hart Haver Hazel Hols Hut Lang Lin Long Mar Mel Mer Mid Oak Old Pem Pres Rad Red Rother Rush Shel Stan Stock Stone Sut Thorn Under Wake War Wel West Whit Win Wor Wy Yar Bex Dun Gars Kel Lath Pen Rams Scar Tarl",
        endings: "ford field ton well worth ley wood ham bury combe by brook shaw ridge stead more man son den burn hurst wick land gate stone grave croft ett low dale bourne lock yard",
    },
    family_first: false,
    feminine: &[],
    birthplaces: &["Northmere", "Estuary Haven", "Weald Cross", "Brynarian", "Glenarrow", "Lough Farren"],
};
