//! Nigerian names: Edo, Igbo, Yoruba and Hausa together, as they reach an office here.

use super::{Custom, FamilyName, GivenName};

pub(super) const NIGERIAN: Custom = Custom {
    code: "nigerian",
    nationalities: &[("NG", 90), ("GH", 10)],
    language: "en",
    script: None,
    female: "Blessing/Bless, Joy/Joi, Osarugue/Osaruge, Isoken/Isokhen, Eseosa/Ese, Itohan/Itoan, Ngozi/Ngosi, Chioma/Choma, Adaeze/Adaeza, Ifeoma/Ifioma, Nkechi/Nkechinyere,
        Chiamaka/Amaka, Amarachi/Amara, Oluchi/Olu, Folake/Flake, Yetunde/Yetty, Titilayo/Titi, Bukola/Bukky, Funmilayo/Funmi, Aisha/Aishat, Hauwa/Hawa, Zainab/Zaynab, Mercy,
        Faith, Precious, Patience, Grace, Esther/Ester, Gift, Favour/Favor, Glory, Happiness/Happy, Destiny, Rita, Omosede/Sede, Ivie, Abieyuwa/Abi, Uwa, Efe, Oghogho/Ogho",
    male: "Emeka/Chukwuemeka, Chinedu/Nedu, Obinna/Obi, Ikenna/Ike, Uche/Uchenna, Kelechi/Kele, Tochukwu/Tochi, Oluwaseun/Seun, Segun/Shegun, Tunde/Babatunde, Olamide/Lamide,
        Ayodele/Ayo, Femi/Olufemi, Kunle/Adekunle, Wale/Adewale, Kayode/Kay, Ibrahim/Ibraheem, Musa/Moses, Abubakar/Abubakr, Sani/Sanni, Umar/Omar, Emmanuel/Emmanuel/Manuel, Samuel/Sam,
        Daniel/Danny, David/Dave, Joshua/Josh, Victor/Viktor, Osaze/Osas, Efosa/Efos, Osagie/Osagi, Nosa/Osanosa, Godwin/Godwyn, Friday, Sunday, Lucky, Monday, Festus, Kingsley/King,
        Ehis/Ehizele, Aigbe",
    family: "Okafor/Okafo, Okonkwo/Okonko, Eze/Ezeh, Nwosu/Nwosuh, Obi, Nwachukwu/Nwachuku, Igwe/Igweh, Osagie/Osagi, Igbinovia/Igbinovea, Omoregie/Omoregbe, Aigbe, Idahosa/Idehosa, Ehigie,
        Osaro, Osazuwa/Osazua, Ogbebor/Ogbeibor, Uwaifo, Adeyemi/Adeyemy, Adebayo/Adebaio, Ogunleye/Ogunley, Afolabi, Oladipo/Oladipupo, Akinola, Balogun/Balogoun, Lawal/Lawan, Bello/Belo,
        Abubakar, Usman/Osman, Danjuma/Dan Juma, Mensah/Mensa, Owusu, Boateng/Boatang, Eboh, Nnamdi/Namdi, Ezeigbo, Chukwu/Chuku, Ojo, Ajayi/Ajai, Salami, Edosa",
    given_name: GivenName::One,
    family_name: FamilyName::HandedDown {
        stems: "Ade Olu Ogun Akin Ayo Oye Oke Nwa Eze Chi Uzo Onye Osa Omo Ehi Iyo Ola Ige Ife Aka",
        endings: "bayo kunle wale tunde leye sola dele yemi oma buike nedu kwesi gbe rhiere wene manu bor ruyi deji niyi tola femi kanmi jide",
    },
    family_first: false,
    feminine: &[],
    birthplaces: &["Benin City", "Lagos", "Uromi", "Owerri", "Ibadan", "Kano"],
};
