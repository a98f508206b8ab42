//! The languages of the clinic: what somebody reads on its pages and in its letters.

words! {
    /// A language that the clinic speaks.
    Language {
        /// Portuguese of Brazil.
        Portuguese = "pt-BR",
        /// English.
        English = "en",
    }
}

impl Default for Language {
    /// What a Brazilian clinic speaks to whoever says nothing.
    fn default() -> Self {
        Self::Portuguese
    }
}
