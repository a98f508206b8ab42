/// An enum whose variants are words of a fixed list: the same text in JSON, in a column and in a named check.
#[macro_export]
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every word of the list, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The variant of a word, if it is on the list.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        #[cfg(feature = "sql")]
        const _: () = {
            impl<DB: sqlx::Database> sqlx::Type<DB> for $name where String: sqlx::Type<DB> {
                fn type_info() -> DB::TypeInfo { <String as sqlx::Type<DB>>::type_info() }
                fn compatible(ty: &DB::TypeInfo) -> bool { <String as sqlx::Type<DB>>::compatible(ty) }
            }
            impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name where String: sqlx::Encode<'q, DB> {
                fn encode_by_ref(
                    &self,
                    buffer: &mut <DB as sqlx::Database>::ArgumentBuffer,
                ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                    self.as_str().to_owned().encode(buffer)
                }
            }
            impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name where &'r str: sqlx::Decode<'r, DB> {
                fn decode(value: <DB as sqlx::Database>::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                    let text = <&str as sqlx::Decode<DB>>::decode(value)?;
                    Self::parse(text).ok_or_else(|| concat!("not a ", stringify!($name)).into())
                }
            }
        };
    };
}

/// `Debug` that shows the name of the type and nothing of what was typed into it.
macro_rules! silent {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str(stringify!($name))
            }
        }
    )+};
}
