//! Stable codes of what can be wrong: each kind of problem names its code once, and all of them can be listed, so that
//! somebody who translates them can be told which one lacks its words.

/// Writes `code()` and `CODES` of an enum from one table.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($pattern:pat => $code:literal,)+ }) => {
        impl $name {
            /// Every code of this kind.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            $(#[$doc])*
            pub const fn code(&self) -> &'static str {
                match self { $($pattern => $code,)+ }
            }
        }
    };
}

/// Names and values for the message of a code.
pub type Arguments = Vec<(&'static str, String)>;
