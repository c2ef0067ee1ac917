//! What can be done, as one closed list: an [`Action`] for tables and ledger lines, and for each a marker type, so
//! that `Permit<ViewContent>` and `Permit<JudgeLink>` cannot be confused. Adding an action here asks for its line in
//! `schema.cedarschema` and its rule in `policies/`; tests compare the two lists.

use crate::resource::ResourceClass;
use serde::{Deserialize, Serialize};

/// An action known at compile time: the marker in `Permit<A>`.
pub trait Act: sealed::Sealed + Send + Sync + 'static {
    const ACTION: Action;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal on [$($class:ident),+];)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Action { $($(#[$doc])* #[serde(rename = $code)] $name),+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word used in policies, ledger lines and message keys.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            /// The kinds of thing it can be done to. The first is the one that lists are made of.
            pub const fn classes(self) -> &'static [ResourceClass] {
                match self { $(Self::$name => &[$(ResourceClass::$class),+]),+ }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct $name;
            impl sealed::Sealed for $name {}
            impl Act for $name { const ACTION: Action = Action::$name; }
        )+
    };
}

actions! {
    /// Know that an agency holds something, and whom to ring.
    ViewPointer = "view_pointer" on [Record, HandIn, Attachment];
    /// Know who the person is.
    ViewIdentity = "view_identity" on [Record, HandIn, Attachment];
    /// Read the record, the referral or the file.
    ViewContent = "view_content" on [Record, HandIn, Attachment];
    /// See health, belief, ethnicity.
    ViewSpecial = "view_special" on [Record, HandIn];
    /// See the immigration position.
    ViewImmigration = "view_immigration" on [Record, HandIn];
    /// See where a child lives now.
    ViewShieldedAddress = "view_shielded_address" on [Record, HandIn];
    /// See who else has looked at a record.
    ViewWhoLooked = "view_who_looked" on [Record, HandIn];

    /// Add a corrected version.
    AmendRecord = "amend_record" on [Record];
    /// Decide how far the record travels.
    SetHandling = "set_handling" on [Record];
    /// Add a file to a record already handed in.
    AddAttachment = "add_attachment" on [Record];
    /// Tell the agency that handed in what became of it.
    GiveFeedback = "give_feedback" on [HandIn, Record];

    /// Write, save and resume a draft; on an agency: begin one for it.
    EditDraft = "edit_draft" on [Draft, Agency];
    /// Hand a referral in; on an agency: for it.
    HandIn = "hand_in" on [Draft, Agency];
    /// Import a file for an agency; on an import: go on with it.
    ImportRecords = "import_records" on [Import, Agency];
    /// See what became of an import, with its rejected rows.
    ViewImport = "view_import" on [Import];
    /// Say how an agency's columns are read.
    ManageMappings = "manage_mappings" on [Mapping, Agency];
    /// Take an agency's own records out in a file.
    ExportRecords = "export_records" on [Agency];

    /// Search all that may be seen.
    Search = "search" on [Network];
    /// Ask "who else knows?": compare with everything, answered reader by reader.
    Recognise = "recognise" on [Network];
    /// See that two records may be one person.
    ViewLink = "view_link" on [Link];
    /// Read why: the compared values.
    ExplainLink = "explain_link" on [Link];
    /// Say yes, no or unsure, and withdraw what one has said.
    JudgeLink = "judge_link" on [Link];
    ViewAlert = "view_alert" on [Alert];
    AnswerAlert = "answer_alert" on [Alert];

    /// Ask for a time-limited look in an emergency.
    BreakGlass = "break_glass" on [Record];
    /// See emergency looks that were taken.
    ViewBreakGlass = "view_break_glass" on [BreakGlass];
    /// Say whether an emergency look was right.
    ReviewBreakGlass = "review_break_glass" on [BreakGlass];

    ViewLedger = "view_ledger" on [Ledger];
    VerifyLedger = "verify_ledger" on [Ledger];
    /// Keep the head of the chain elsewhere, to check it later.
    ExportLedgerHead = "export_ledger_head" on [Ledger];

    ViewHome = "view_home" on [Network];
    /// Agencies and their contact points.
    ViewDirectory = "view_directory" on [Network];
    /// Own password, second factor, passkeys, sessions.
    ManageOwnAccount = "manage_own_account" on [Account];
    ViewAccounts = "view_accounts" on [Account, Agency];
    /// Invite, change roles, close.
    ManageAccounts = "manage_accounts" on [Account, Agency];
    LockAccounts = "lock_accounts" on [Account, Agency];
    AppointAgencyAdmin = "appoint_agency_admin" on [Account, Agency];
    AppointSystemAdmin = "appoint_system_admin" on [Account, Agency];
    /// Name and contact points of an agency that is there.
    AmendAgency = "amend_agency" on [Agency];
    /// Bring agencies on to the network (on the system) or take one off.
    ManageAgencies = "manage_agencies" on [Agency, System];
    ViewAgreements = "view_agreements" on [Agreement];
    /// Propose (on an agency); accept and end, for the giving side.
    ManageAgreements = "manage_agreements" on [Agreement, Agency];
    /// Accept and end, for the receiving side.
    AcceptAgreement = "accept_agreement" on [Agreement];
    ManageTokens = "manage_tokens" on [Token, Agency];

    ViewPack = "view_pack" on [Pack];
    ManagePacks = "manage_packs" on [Pack];
    RunJob = "run_job" on [System];
    ViewSystem = "view_system" on [System];
    MigrateStore = "migrate_store" on [System];
    Backup = "backup" on [System];
    Restore = "restore" on [System];
    LoadDemo = "load_demo" on [System];
}

impl Action {
    /// What must be granted first. A class of fields is never open where the content is not.
    pub const fn after(self) -> Option<Action> {
        match self {
            Self::ViewSpecial | Self::ViewImmigration | Self::ViewShieldedAddress | Self::ViewWhoLooked => {
                Some(Self::ViewContent)
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
