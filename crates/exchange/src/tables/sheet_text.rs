//! The text of one cell while its pieces come in: it stops growing at the limit and remembers that it did.

pub struct SheetText {
    text: String,
    characters: usize,
    limit: usize,
}

impl SheetText {
    pub fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            characters: 0,
            limit,
        }
    }

    pub fn push(&mut self, piece: &str) {
        for character in piece.chars() {
            if self.overlong() {
                return;
            }
            self.push_character(character);
        }
    }

    pub fn push_character(&mut self, character: char) {
        if !self.overlong() {
            self.text.push(character);
            self.characters += 1;
        }
    }

    /// One character past the limit is kept, as the mark of an overlong text.
    pub fn overlong(&self) -> bool {
        self.characters > self.limit
    }

    /// With the one character too many, by which others see that it was overlong.
    pub fn into_text(self) -> String {
        self.text
    }

    pub fn beginning(&self) -> String {
        self.text.chars().take(200).collect()
    }
}
