//! Which column of a file is what: as the analyst says, else as the spec names it, else by the heading's usual names.

use super::problems::LinkingProblem;
use matching::bulk::Columns;
use std::collections::{BTreeMap, BTreeSet};

/// What a record may say. The order is that of [`Field::ALL`] and of the rows handed to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    RecordId,
    GivenName,
    FamilyName,
    FullName,
    DateOfBirth,
    BirthBasis,
    Sex,
    Nationality,
    Address,
    Town,
    Postcode,
    Phone,
    Identifier,
    Role,
    /// Who handed the record in; the engine does not see it, the report counts by it.
    Source,
}

impl Field {
    pub const ALL: [Self; 15] = [
        Self::RecordId,
        Self::GivenName,
        Self::FamilyName,
        Self::FullName,
        Self::DateOfBirth,
        Self::BirthBasis,
        Self::Sex,
        Self::Nationality,
        Self::Address,
        Self::Town,
        Self::Postcode,
        Self::Phone,
        Self::Identifier,
        Self::Role,
        Self::Source,
    ];

    /// The name that an analyst writes, and the headings it is known by, the surest first; letters and digits only.
    const fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::RecordId => (
                "record_id",
                &[
                    "recordid",
                    "recordno",
                    "recordnumber",
                    "recordreference",
                    "sourceid",
                    "caseid",
                    "personid",
                    "uniqueid",
                    "reference",
                    "ref",
                    "id",
                ],
            ),
            Self::GivenName => (
                "given_name",
                &[
                    "givenname",
                    "givennames",
                    "given",
                    "firstname",
                    "firstnames",
                    "forename",
                    "forenames",
                    "christianname",
                ],
            ),
            Self::FamilyName => ("family_name", &["familyname", "family", "surname", "lastname"]),
            Self::FullName => (
                "full_name",
                &[
                    "fullname",
                    "wholename",
                    "childname",
                    "personname",
                    "suspectname",
                    "subjectname",
                    "name",
                ],
            ),
            Self::DateOfBirth => (
                "date_of_birth",
                &["dateofbirth", "dob", "birthdate", "born", "birthday", "birth"],
            ),
            Self::BirthBasis => (
                "birth_basis",
                &[
                    "birthbasis",
                    "dobquality",
                    "dobbasis",
                    "dobstatus",
                    "dateofbirthbasis",
                    "dateofbirthquality",
                ],
            ),
            Self::Sex => ("sex", &["sex", "gender"]),
            Self::Nationality => (
                "nationality",
                &["nationality", "citizenship", "countryofnationality", "country"],
            ),
            Self::Address => (
                "address",
                &["address", "addressline1", "address1", "streetaddress", "street"],
            ),
            Self::Town => ("town", &["town", "city", "posttown"]),
            Self::Postcode => ("postcode", &["postcode", "postalcode", "zip", "zipcode"]),
            Self::Phone => (
                "phone",
                &[
                    "phone",
                    "phonenumber",
                    "telephone",
                    "telephonenumber",
                    "mobile",
                    "mobilenumber",
                    "tel",
                ],
            ),
            Self::Identifier => (
                "identifier",
                &[
                    "identifier",
                    "nationalid",
                    "nationalinsurancenumber",
                    "nhsnumber",
                    "passportnumber",
                    "documentnumber",
                    "idnumber",
                ],
            ),
            Self::Role => ("role", &["role", "kind", "recordkind", "subjecttype", "persontype"]),
            Self::Source => (
                "source",
                &[
                    "source",
                    "sourceagency",
                    "agency",
                    "owner",
                    "owningagency",
                    "organisation",
                    "database",
                ],
            ),
        }
    }

    pub const fn name(self) -> &'static str {
        self.names().0
    }

    fn called(text: &str) -> Option<Self> {
        let text = letters(text);
        Self::ALL
            .into_iter()
            .find(|field| letters(field.name()) == text || field.names().1.contains(&text.as_str()))
    }

    /// The column that the spec names for it.
    fn in_spec(self, columns: &Columns) -> &str {
        match self {
            Self::RecordId => &columns.id,
            Self::GivenName => &columns.given,
            Self::FamilyName => &columns.family,
            Self::FullName => &columns.full,
            Self::DateOfBirth => &columns.birth,
            Self::BirthBasis => &columns.birth_basis,
            Self::Sex => &columns.sex,
            Self::Nationality => &columns.nationality,
            Self::Address => &columns.address,
            Self::Town => &columns.town,
            Self::Postcode => &columns.postcode,
            Self::Phone => &columns.phone,
            Self::Identifier => &columns.identifier,
            Self::Role => &columns.kind,
            Self::Source => "",
        }
    }
}

fn letters(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What the analyst said: field to heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(BTreeMap<Field, String>);

impl Wanted {
    /// `text`: a TOML file of `given_name = "Forename"`; `pairs`: `given_name=Forename`, which go before the file.
    pub fn read(text: Option<&str>, pairs: &[String]) -> Result<Self, LinkingProblem> {
        let mut wanted = BTreeMap::new();
        if let Some(text) = text {
            let read: BTreeMap<String, String> = toml::from_str(text).map_err(|error| {
                LinkingProblem::wrong(format!(
                    "the file of --columns cannot be read ({}). Write one line for each field, as: given_name = \"Forename\"",
                    error.message()
                ))
            })?;
            for (field, heading) in read {
                wanted.insert(Self::field(&field)?, heading);
            }
        }
        for pair in pairs {
            let (field, heading) = pair.split_once('=').ok_or_else(|| {
                LinkingProblem::wrong(format!(
                    "--column {pair}: write FIELD=HEADING, as: --column given_name=Forename"
                ))
            })?;
            wanted.insert(Self::field(field)?, heading.trim().to_owned());
        }
        Ok(Self(wanted))
    }

    fn field(text: &str) -> Result<Field, LinkingProblem> {
        Field::called(text).ok_or_else(|| {
            let known: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
            LinkingProblem::wrong(format!(
                "there is no field “{text}”. The fields are: {}",
                known.join(", ")
            ))
        })
    }
}

/// Where each field stands in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// In the order of [`Field::ALL`].
    pub places: [Option<usize>; Field::ALL.len()],
    /// Fields that were taken by the usual names of their headings, with the heading: the analyst should look.
    pub guessed: Vec<(Field, String)>,
    pub unused: Vec<String>,
}

impl Mapping {
    /// Where every field of a file is. `elsewhere`: headings of the other files; what was asked for and is only there is told
    /// here as if it had not been asked for.
    ///
    /// # Errors
    /// Where a heading that was asked for is not there, or nothing holds the record's number or any name.
    pub fn of(
        file: &str,
        header: &[String],
        wanted: &Wanted,
        spec: &Columns,
        elsewhere: &BTreeSet<String>,
    ) -> Result<Self, LinkingProblem> {
        let mut places = [None; Field::ALL.len()];
        let mut guessed = Vec::new();
        let asked = |field: Field| {
            let heading = wanted.0.get(&field)?;
            (heading.is_empty() || header.contains(heading) || !elsewhere.contains(heading)).then_some(heading)
        };
        let headings = || {
            let list: Vec<String> = header.iter().map(|heading| format!("“{heading}”")).collect();
            list.join(", ")
        };
        for (slot, field) in places.iter_mut().zip(Field::ALL) {
            if let Some(heading) = asked(field) {
                // An empty heading says that the file has no such column, whatever its headings look like.
                if !heading.is_empty() {
                    *slot = Some(header.iter().position(|known| known == heading).ok_or_else(|| {
                        LinkingProblem::wrong(format!(
                            "{file}: there is no column “{heading}” for {}. The headings are {}.",
                            field.name(),
                            headings()
                        ))
                    })?);
                }
            } else {
                let named = field.in_spec(spec);
                *slot = header.iter().position(|known| !named.is_empty() && known == named);
            }
        }
        // Asked-for columns are taken before guesses are made.
        for (index, field) in Field::ALL.into_iter().enumerate() {
            if places.get(index).is_some_and(Option::is_some) || asked(field).is_some() {
                continue;
            }
            let free = |place: &usize| !places.contains(&Some(*place));
            let found = field.names().1.iter().find_map(|name| {
                (0..header.len())
                    .filter(free)
                    .find(|place| header.get(*place).is_some_and(|heading| letters(heading) == *name))
            });
            if let (Some(place), Some(slot)) = (found, places.get_mut(index)) {
                *slot = Some(place);
                guessed.push((field, header.get(place).cloned().unwrap_or_default()));
            }
        }
        let mapping = Self {
            unused: header
                .iter()
                .enumerate()
                .filter(|(place, _)| !places.contains(&Some(*place)))
                .map(|(_, heading)| heading.clone())
                .collect(),
            places,
            guessed,
        };
        if mapping.place(Field::RecordId).is_none() {
            return Err(LinkingProblem::wrong(format!(
                "{file}: no column holds the record's own number. Name it: --column record_id=HEADING. The headings are {}.",
                headings()
            )));
        }
        if [Field::GivenName, Field::FamilyName, Field::FullName]
            .iter()
            .all(|field| mapping.place(*field).is_none())
        {
            return Err(LinkingProblem::wrong(format!(
                "{file}: no column holds a name. Name it: --column given_name=HEADING, family_name=HEADING or full_name=HEADING. The headings are {}.",
                headings()
            )));
        }
        Ok(mapping)
    }

    pub fn place(&self, field: Field) -> Option<usize> {
        Field::ALL
            .iter()
            .position(|known| *known == field)
            .and_then(|index| self.places.get(index).copied().flatten())
    }

    /// One line that names every column in use, for the digest of a run and for the report.
    pub fn told(&self, header: &[String]) -> Vec<(Field, String)> {
        Field::ALL
            .into_iter()
            .filter_map(|field| Some((field, header.get(self.place(field)?)?.clone())))
            .collect()
    }
}

/// The columns of the rows that are handed to the engine, whatever the files call them. `there`: fields that some file has.
pub fn canonical(there: &[Field]) -> Columns {
    let name = |field: Field| {
        if there.contains(&field) {
            field.name().to_owned()
        } else {
            String::new()
        }
    };
    Columns {
        id: Field::RecordId.name().to_owned(),
        given: name(Field::GivenName),
        family: name(Field::FamilyName),
        full: name(Field::FullName),
        birth: name(Field::DateOfBirth),
        birth_basis: name(Field::BirthBasis),
        sex: name(Field::Sex),
        nationality: name(Field::Nationality),
        address: name(Field::Address),
        town: name(Field::Town),
        postcode: name(Field::Postcode),
        phone: name(Field::Phone),
        identifier: name(Field::Identifier),
        kind: name(Field::Role),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use matching::bulk::Spec;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    fn check(headings: &str, pairs: &[&str], expected: &[(&str, &str)]) {
        let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
        let wanted = Wanted::read(None, &pairs).unwrap();
        let header = header(headings);
        let mapping = Mapping::of("a.csv", &header, &wanted, &Spec::child().columns, &BTreeSet::new()).unwrap();
        let told: Vec<(&str, String)> = mapping
            .told(&header)
            .into_iter()
            .map(|(field, heading)| (field.name(), heading))
            .collect();
        let expected: Vec<(&str, String)> = expected.iter().map(|(f, h)| (*f, (*h).to_owned())).collect();
        assert_eq!(told, expected, "{headings}");
    }

    #[test]
    fn headings_are_known_by_their_usual_names() {
        check(
            "Ref,Forename(s),SURNAME,D.O.B.,Gender,Post code,Mobile,Agency,Notes",
            &[],
            &[
                ("record_id", "Ref"),
                ("given_name", "Forename(s)"),
                ("family_name", "SURNAME"),
                ("date_of_birth", "D.O.B."),
                ("sex", "Gender"),
                ("postcode", "Post code"),
                ("phone", "Mobile"),
                ("source", "Agency"),
            ],
        );
        check("id,name", &[], &[("record_id", "id"), ("full_name", "name")]);
        // What is asked for goes first, and may say that there is none.
        check(
            "id,name,alias,country",
            &["full_name=alias", "nationality="],
            &[("record_id", "id"), ("full_name", "alias")],
        );
        check(
            "id,name,dob",
            &["dob=dob"],
            &[("record_id", "id"), ("full_name", "name"), ("date_of_birth", "dob")],
        );
    }

    #[test]
    fn what_is_missing_is_named_with_its_mend() {
        let none = Wanted::default();
        let spec = Spec::child().columns;
        let says = |headings: &str, wanted: &Wanted| {
            Mapping::of("a.csv", &header(headings), wanted, &spec, &BTreeSet::new())
                .unwrap_err()
                .to_string()
        };
        assert!(says("name,dob", &none).contains("--column record_id=HEADING"));
        assert!(says("id,dob", &none).contains("no column holds a name"));
        let wanted = Wanted::read(Some("family_name = \"Nachname\""), &[]).unwrap();
        assert!(says("id,name", &wanted).contains("there is no column “Nachname” for family_name"));
        assert!(
            Wanted::read(None, &["shoe=size".into()])
                .unwrap_err()
                .to_string()
                .contains("there is no field “shoe”")
        );
        assert!(Wanted::read(None, &["given_name".into()]).is_err());
        assert!(Wanted::read(Some("given_name = 3"), &[]).is_err());
    }
}
