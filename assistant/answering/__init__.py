"""From evidence to an answer: quoted or written, checked sentence by sentence, cited."""
