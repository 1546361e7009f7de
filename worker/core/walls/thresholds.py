"""Every tuned number of the walls, with its unit and the range in which the gates stay; decides nothing.

Each was tuned on the development items of a corpus of real pages with walls (83) and checked for harm on 938 other
article bodies. "Holds" is the range in which no floor of the walls gate breaks while the other numbers stay, on our
own texts and on those pages, tried up to half and double: `NEWSWIRE_CORPUS=… make bench ARGS=thresholds` measures it.
For what a source repeats no gate has a floor: there the range is that in which, of 28 blocks that go from 360 articles
of shared hosts, nine tenths still go and no more of them are article text. "Moving nothing" means that no figure
changed at all: we have no page that needs the number to be what it is, which says little about pages to come. Those
of core/walls/heard.py and core/walls/truncation.py were varied on our own texts only.

Where core/walls/classify.py measures a sentence, a letter of a script that writes a word with one or two counts twice.
"""

# ── what a block is by itself: core/walls/classify.py ────────────────────────────────────────────────────────────────

PARAGRAPH_CHARS = 140
"""Characters from which a block is a paragraph, such as only an article has. Holds 126 to 154."""
SHORT_PARAGRAPH_CHARS = 60
"""Characters from which a block that ends like a sentence is a paragraph too. Holds 48 to 63."""
BULLET_CHARS = 280
"""Characters to which a bullet may be a wall's; a longer one is the article's. Holds 140 to 560, moving nothing."""
UNSPLIT_CHARS = 160
"""Characters to which a block is read as one sentence, because its parts speak of one thing. Holds 128 to 240."""
REQUEST_CHARS = 90
"""Characters to which a line is rather a request than a statement. Holds 86 to 99."""
STATEMENT_CHARS = 45
"""Characters from which a sentence with a full stop states something, unless it speaks to the reader. Holds 22 to
56."""
LONG_SENTENCE_CHARS = 280
"""Characters beyond which a sentence rather states something. Holds 140 to 560, moving nothing."""
LONG_BLOCK_CHARS = 280
"""Characters beyond which a block is a wall only if LONG_WALL_SHARE of it asks. Holds 224 to 560."""
TEASER_CHARS = 40
"""Characters in which a teaser and the article that it announces agree. Holds 20 to 80, moving nothing."""

WALL_SHARE = 0.5
"""Share of wall sentences from which a block is a wall. Holds 0.325 to 0.625."""
LONG_WALL_SHARE = 0.75
"""Share of wall sentences from which a long block is a wall. Holds 0.375 to 0.938, moving nothing."""
JOINING_SHARE = 0.3
"""Share of wall sentences from which a paragraph right after a wall belongs to it. Holds 0.15 to 0.6, moving
nothing."""
CONTEXT_LINKS = 0.3
"""Share of a block's text in links beyond which they add to its score. Holds 0.15 to 0.6, moving nothing."""

LIKELY_SCORE = 0.5
"""Probability, as the classifier and its peers give it, from which a block is article text. Holds 0.25 to 0.5."""
SURE_SCORE = 0.9
"""Probability from which a block is surely article text. Holds 0.45 to 0.945."""
SURE_BLOCKS = 3
"""Blocks of SURE_SCORE from which the body is sure of itself. Holds 2 to 6, moving nothing."""
SURE_BODY_SCORE = 0.75
"""Probability that a block needs beside a sure body, which has .95: teasers get .5 to .65. Holds 0.675 to 0.938."""

TAIL = 3.0
"""Score from which a sentence is a wall where no genuine text follows. Holds 1.5 to 3.0."""
SELF_SUFFICIENT = 4.0
"""Score from which a sentence may be a wall without any other that agrees. Holds 2.0 to 4.0."""
REPORT_PENALTY = 2.0
"""Score that a sentence loses when it reports. Holds 1.0 to 3.0."""
QUOTE_PENALTY = 1.5
"""Score that a sentence loses when it quotes. Holds 0.75 to 3.0, moving nothing."""
REPEATED_SCORE = 3.0
"""Score that a block gains when it stands in other articles of the source. Holds 1.5 to 6.0, moving nothing."""
BEST_SENTENCE_TIMES = 2
"""Times the score of its best sentence that a block has at most. Holds 1 to 4, moving nothing."""
CERTAIN_WEIGHT = 3.0
"""Weight of a family that opens a wall by itself. Holds 1.5 to 3.0."""
ASKING_WEIGHT = 2.0
"""Weight of a family that asks for something: it opens a wall when it speaks to the reader. Holds 1.3 to 2.0."""
WAYS = 2
"""Cues of one family from which a sentence asks plainly. Holds 1 to 2."""
WAYS_WHEN_WEAK = 3
"""Cues of one family from which a sentence below SELF_SUFFICIENT asks plainly. Holds 2 to 3."""
PRAISE_BLOCKS = 4
"""Blocks before a wall that are read even without a cue, because it may begin with plain praise. Holds 2 to 8."""

HEARD_LIKELY = 0.6
"""Probability from which a line in which the wording model hears a request joins a wall. Holds 0.39 to 0.9."""
HEARD_SURE = 0.97
"""Probability from which such a line opens a wall by itself. Holds 0.873 to 0.97."""
HEARD_WEIGHT = 2.0
"""Weight of the cue that a likely line gives, as a family that asks for something. Holds 1.0 to 4.0, moving
nothing."""
HEARD_SURE_WEIGHT = 3.0
"""Weight of the cue that a sure one gives, as a family that opens a wall. Holds 1.5 to 6.0, moving nothing."""
NOT_HEARD_WEIGHT = 2.0
"""Weight of what the rules find from which the model is not asked. Holds 1.0 to 2.0."""

# ── runs of what the model hears: core/walls/heard.py, in log odds ───────────────────────────────────────────────────

HEARD_INSIDE = 3.0
"""Weight that a run needs between paragraphs, and once more after them beside an item of a list. Holds 1.5 to 6,
moving nothing."""
HEARD_UNPLACED = 5.0
"""Weight that it needs there where only words tell. Holds 3.25 to 10."""
TAIL_NEEDS = 0.5
"""Weight that it needs after the last word where no markup shows a wall: initials and names get less. Holds 0.5 to 2,
moving nothing."""
WALL_LINES = 2
"""Blocks of such a run there beyond which a request must be heard in LOUD_SHARE of it. Holds 1 to 4,
moving nothing."""
LONGEST_UNSHOWN = 1500
"""Characters of a run that no markup shows, beyond which it is an article's own list of offers. Holds 750 to 3000,
moving nothing."""
MOST_LINES = 15
"""Blocks after the last paragraph beyond which a request must be heard in LOUD_SHARE of them. Holds 8 to 30, moving
nothing."""
ARTICLE_TIMES = 2.0
"""Times the letters of the rest from which sentences that ask are themselves the article. At 1, lines of walls stay
that no markup shows below a teaser of one sentence, 28 of 608. Holds 1 to 4, moving nothing."""
LOUD_SHARE = 0.5
"""Share of its letters in which a request must be heard, between paragraphs always. Holds 0.25 to
0.75, moving nothing."""
MOST_UNPLACED = 2
"""Times that only words tell of a run between paragraphs, beyond which this is how the article writes. Holds 1 to 4,
moving nothing."""
MOST_UNSHOWN = 3
"""Times that the rules find a run between paragraphs, each of other words and shown by no markup, beyond which this is
how the article writes too. Holds 2 to 6, moving nothing."""
ABOUT_NEEDS = 6.0
"""Weight that it needs more where the article is about such things, or where it is longer than what would stay.
Holds 3 to 12, moving nothing."""
ABOUT_HEARD = 0.15
"""Probability from which a sentence has words of a wall. Holds 0.05 to 0.2."""
ABOUT_SHARE = 0.2
"""Share of an article's sentences with such words beyond which it is about such things. Holds 0.1 to 0.4, moving
nothing."""
NOTHING_HEARD = 0.03
"""Probability below which a whole sentence is no wall, whatever words the rules find in it. Holds 0.015 to 0.037."""
HARDLY_HEARD = 0.02
"""Probability below which no line is a wall that only the rules' words tell of, a whole sentence or not. Holds 0.01 to
0.04, moving nothing."""
FULL_CHARS = 25
"""Characters from which a line by itself is a reason to look for a wall: of a name little is known. Holds 12 to 50."""
FULLY_HEARD_CHARS = 14
"""Characters from which the model's probability counts fully, those of scripts without spaces twice. Holds 10 to 25."""
LOUD = 0.9
"""Probability that one line of a run between paragraphs needs. Holds 0.45 to 0.9, moving nothing."""
LOUD_PLACED = 0.6
"""Probability that it needs where the page shows a wall's place. Holds 0.3 to 0.75, moving nothing."""
FOR_MOST = 6.0
"""Weight that the model's probability has at most. Holds 3.0 to 6.6."""
FOR_RULES = 1.5
"""Weight of a wall that the rules see in a block. Holds 0.75 to 3."""
FOR_ASKING_PLACE = 1.0
"""Weight of a form or a link to a login in it, and of the name of a wall around it. Holds 0.5 to 2, moving nothing."""
FOR_DOUBTFUL = 0.7
"""Weight of the block model's doubt. Holds 0.35 to 0.875, moving nothing."""
SENTENCE_CHARS = 8
"""Characters from which a text with a full stop is a whole sentence. Holds 6 to 15."""
STATEMENT_AGAINST = 1.0
"""Weight against a whole sentence with no link to what it asks. Holds 0.5 to 2."""
TOLD_AGAINST = 4.0
"""Weight more against one that speaks to nobody, which joins a wall and hardly makes one. Holds 2 to 8."""
QUOTE_AGAINST = 2.0
"""Weight against what has quotation marks. Holds 1 to 4."""
BUTTON_AGAINST = 0.5
"""Weight against a label, at most: alone it says nothing. Holds 0.25 to 1, moving nothing."""
LINE_AGAINST = 2.0
"""Weight against a line without a full stop, at most. Holds 1 to 4, moving nothing."""
LEAST_TOLD = 2
"""Blocks that state something from which what asks beside them may be the questions of a story. Holds 1 to 4, moving
nothing."""
LEAST_QUESTIONS = 2
"""Blocks that ask and are answered from which a text is an interview. Holds 2 to 4, moving nothing."""

# ── paragraphs of which some sentences ask: core/walls/pieces.py ─────────────────────────────────────────────────────

APART_CHARS = 60
"""Characters from which a paragraph is taken apart. Holds 30 to 120, moving nothing."""
APART_AGAINST = 3.0
"""Weight against what a sentence that asks for nothing has at most, in log odds. Holds 1.5 to 6, moving nothing."""
APART_NEEDS = 3.0
"""Weight that sentences need to be taken out of their paragraph. Holds 1.5 to 6, moving nothing."""
APART_FOR_RULES = 1.5
"""Weight of what the rules find in a sentence, beside what is heard. Holds 0.75 to 3, moving nothing."""

# ── which blocks go together: core/walls/cut.py ──────────────────────────────────────────────────────────────────────

INSIDE = 5.0
"""Score that a run needs when genuine text follows it. Holds 2.5 to 7.5."""
TOGETHER = 8.0
"""Score of all lines after the last paragraph that make a wall when none of them would open one. Holds 4.0 to 16.0."""
ABOUT_PARAGRAPHS = 3
"""Paragraphs of plain prose with cues from which an article is about such offers itself. Holds 2 to 6, moving
nothing."""
ABOUT_TIMES = 2
"""Times INSIDE that a run needs in an article about such offers. Holds 1 to 3."""
CARRIED_CHARS = 900
"""Characters of praise that may stand between two blocks of a wall. Holds 450 to 1800, moving nothing."""
WALL_LINE_CHARS = 160
"""Characters to which a block is a line of a wall rather than a paragraph. Holds 80 to 320, moving nothing."""
HEADING_CHARS = 60
"""Characters to which a line before a wall may be its heading. Holds 30 to 120."""
BUTTON_CHARS = 40
"""Characters to which a line after a wall can only be its button. Holds 36 to 80."""
GAP_BLOCKS = 3
"""Blocks from one wall block to the next in a run inside the text. Holds 3 to 6."""
FAR_BLOCKS = 8
"""Blocks of boilerplate after which a wall is another one. Holds 4 to 16, moving nothing."""
DOUBTFUL_SCORE = 0.75
"""Probability below which a paragraph of praise beside a wall inside the text may be the wall's. Holds 0.375 to 0.938,
moving nothing."""

# ── what a source repeats: core/walls/repetition.py ──────────────────────────────────────────────────────────────────

MEMORABLE_LETTERS = 12
"""Letters below which the same text twice is chance. Holds 6 to 12."""
BOILERPLATE_CHARS = 700
"""Characters beyond which a block is never taken for boilerplate. Holds 560 to 1400."""
REPEATED_LINE_CHARS = 90
"""Characters of a line that may go after TIMES_OF_A_LINE. Holds 45 to 180, moving nothing."""
TIMES_OF_A_LINE = 1
"""Other articles of the source in which a short line that is no sentence must have stood. Holds 0 to 2, moving
nothing."""
TIMES = 2
"""Other articles of the source in which any other block must have stood. Holds 1 to 2."""
COPY_SHARE = 0.5
"""Share of known paragraphs beyond which the page is a copy of an article, not a new one. Holds 0.5 to 1.0."""
LINKED_SHARE = 0.5
"""Share of its text in links from which a block is no prose. Holds 0.25 to 1.0."""
BACKGROUND_SCORE = 0.8
"""Probability below which a block inside the article may be boilerplate. Holds 0.8 to 1.0."""

# ── whether text was withheld: core/walls/truncation.py ──────────────────────────────────────────────────────────────

TEASER_LETTERS = 3000
"""Letters of the longest teaser that a wall below it proves; of 18 real ones none has over 2500. Holds 1500 to 6000,
moving nothing."""
WEAKLY_PROVED_LETTERS = 1600
"""Letters of the longest that a meter proves, or a gate without a word of this article. Holds 800 to 3200, moving
nothing."""
WHOLE_SHARE = 0.9
"""Share of the declared words from which a text is whole. Holds 0.45 to 0.9, moving nothing."""
LACKING_SHARE = 0.6
"""Share of them up to which a text with a wall is not whole. Holds 0.3 to 0.75, moving nothing."""
ALONE_SHARE = 1.2
"""Times the length of its summary up to which a text is no more than that. Holds 0.6 to 2.4, moving nothing."""
DENSE_SHARE = 0.3
"""Share of scripts without spaces from which words are not counted, and letters count twice. Holds 0.15 to 0.6,
moving nothing."""
