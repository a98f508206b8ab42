//! The wall clocks that professionals work by.

words! {
    /// A wall clock that somebody works by: those of Brazil from east to west, and of places where its people live.
    WorkZone {
        /// Fernando de Noronha.
        Noronha = "America/Noronha",
        /// Brasília, the south, the southeast, Goiás.
        SaoPaulo = "America/Sao_Paulo",
        /// Bahia.
        Bahia = "America/Bahia",
        /// Recife.
        Recife = "America/Recife",
        /// Maceió.
        Maceio = "America/Maceio",
        /// Fortaleza.
        Fortaleza = "America/Fortaleza",
        /// Belém.
        Belem = "America/Belem",
        /// Santarém.
        Santarem = "America/Santarem",
        /// Araguaína.
        Araguaina = "America/Araguaina",
        /// Manaus.
        Manaus = "America/Manaus",
        /// Cuiabá.
        Cuiaba = "America/Cuiaba",
        /// Campo Grande.
        CampoGrande = "America/Campo_Grande",
        /// Porto Velho.
        PortoVelho = "America/Porto_Velho",
        /// Boa Vista.
        BoaVista = "America/Boa_Vista",
        /// Rio Branco.
        RioBranco = "America/Rio_Branco",
        /// Eirunepé.
        Eirunepe = "America/Eirunepe",
        /// New York.
        NewYork = "America/New_York",
        /// Buenos Aires.
        BuenosAires = "America/Argentina/Buenos_Aires",
        /// Lisbon.
        Lisbon = "Europe/Lisbon",
        /// London.
        London = "Europe/London",
        /// Madrid.
        Madrid = "Europe/Madrid",
        /// Berlin.
        Berlin = "Europe/Berlin",
        /// Tokyo.
        Tokyo = "Asia/Tokyo",
    }
}

impl WorkZone {
    /// The name of the place, as the database of time zones has it.
    #[must_use]
    pub fn place(self) -> String {
        self.as_str().rsplit('/').next().unwrap_or_default().replace('_', " ")
    }
}
