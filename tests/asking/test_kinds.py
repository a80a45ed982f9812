from __future__ import annotations

import pytest

from assistant.asking.kinds import is_follow_up, kind_of

CASES = """
why|why is the bakery pulling out of Lowmere
why|For what reason did the board take the money away?
why|so the judge gives them six months to count the newts, why might that be impossible?
how|How was the town going to pay for the 40 million?
how|how do the carts get from the yard to market
who|who's petra vennick??|Petra Vennick
who|What is the Grey Seal?|Grey Seal
who|Tell me about Odda Lines|Odda Lines
fact|Who is the Danish foreign minister?|Danish
fact|what is the deadline
fact|When do they first sit down for talks?
list|List every vote on the tunnel this year, with the figures
list|What is in the miners' claim? itemise please
list|Which people who work for the port are quoted in these stories?
list|What setbacks did the tunnel run into? A list will do.
list|which companies bid
yes/no|Did the mayor know of the letter before the vote?
yes/no|It was Brill who stopped the ferry, right?
opinion|Is Dr Quarrie against the tunnel? What does she think?
opinion|how did brill take the news that the grant was cut
opinion|What do the shepherds make of the new fence?
opinion|What did Vennick say about the flour price?
comparison|Compare the votes in March and October
comparison|How do the Courier and the Post differ on the number of wolves?
comparison|What did Brill say in March, and what in October?
comparison|how bad was the second flood next to the first one
disagreement|Do the papers agree on how many wolves there are?
disagreement|I read different prices for the ferry. Which figures are there?
disagreement|what does the town owe the firm? do the two sides agree
disagreement|Was it 34 or 43 wolves that were seen?
change|How did the cost of the tunnel change over time?
change|how has the money from the state changed
change|When was work supposed to start, and how did that date move?
timeline|Give me a timeline of the strike
timeline|What happened in September and October 2024, in order?
timeline|timeline of the shepherds' case please
timeline|In what order did it go with the inquiry?
summary|I have been away. Summarise the whole story for me.
summary|whats the gist of the column
summary|Give me the flood in a few sentences
latest|what's the latest on the tunnel
latest|any news on the ferry?
library|Which outlets do you have?
library|How many articles are in here?
library|What is the newest article?
library|Which articles are about the wolves?
library|Who wrote the column about the price of bread?
library|when was the wolf piece published
library|How many articles mention Petra Vennick?
library|what has otto brill written
library|When did the Courier last update its story about the ferry?
library|How many stories did the Post run in March?
library|articles about flour
library|what period do you cover
library|do you have anything by Ines Quarrie?
library|what newspapers are there
library|show me all articles from the Courier
talk|hello
talk|Hi there!
talk|what can you do?
talk|who are you
talk|Thanks, that helps!
talk|why don't you answer?
talk|why didn't you answer that
talk|are you biased?
talk|are you a bot?
talk|ok thanks
talk|Can you help me?
why|Why did the court stop the ferry?
who|wolves?
who|Vennick
who|flour prices?
fact|How many people died in the flood?
fact|Ferry tickets since july?
fact|What did it cost?
fact|What was decided?
yes/no|is the firm going to bid for the smaller scheme
fact|Hello, how many wolves are there?
fact|who wrote the letter?
fact|Whom did the board blame?
fact|Where is the telescope?
fact|when will the ferry sail again
how|How is the mirror made?
opinion|what does RT think of the thaw
summary|what's going on with the ferry
summary|what is the strike all about
yes/no|Have the bakers reached a deal?
fact|Which of them got it?
fact|Which minister resigned?
fact|which insurer is leaving
fact|What does the town pay to have the fence guarded?
fact|which process was used
fact|What is the price of flour?
fact|who is right wing leader of the party
list|Who opposes the tunnel?
list|what are the conditions of the truce
summary|what's the story with the bakers
disagreement|who is right about the wolves?
fact|who leads the inquiry
fact|How long did the strike last?
why|what led to the strike
fact|When did talks begin and where?
fact|thanks to whom did the ferry sail?
yes/no|Could the ferry sail in May?
yes/no|Can the bakers afford it?
fact|May I know who leads the strike?
fact|Could you tell me when the ferry sails
how|can you explain to me how the mirror works
"""


@pytest.mark.parametrize("case", [line for line in CASES.splitlines() if line])
def test_the_words_of_a_question_tell_what_it_wants(case: str) -> None:
    kind, question, *names = case.split("|")

    assert kind_of(question, names) == kind


@pytest.mark.parametrize("mark", ["", "?", "??", " ?!", "…"])
def test_its_stop_and_its_case_do_not_matter(mark: str) -> None:
    assert kind_of(f"WHY DID THE BAKERS STRIKE{mark}") == "why"


@pytest.mark.parametrize(
    ("question", "goes_on"),
    [
        ("and the baker?", True),
        ("What about Otto Brill", True),
        ("why?", True),
        ("tell me more", True),
        ("Which of them got it?", True),
        ("Who baked the bread?", False),
        ("Andes: who climbed them?", False),
    ],
)
def test_a_question_tells_whether_it_goes_on(question: str, goes_on: bool) -> None:
    assert is_follow_up(question) is goes_on
