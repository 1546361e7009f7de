-- no transaction
-- Words are found as people write them: parted by any dash, slash or dot, in either script's letters, with or without joiners, and
-- names under the form that a dictionary cuts differently from case to case. Functions first, so that what is stored from now on is
-- right; then what is there, newest first. Each statement can be run again.

CREATE OR REPLACE FUNCTION news.search_letters(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- NFKC only where one of these letters stands: over a whole text it costs as much as its words do. It would glue "TM" to the
    -- word before a trade mark and 1 to 2½, and it parts Thai and Lao vowels.
    SELECT CASE WHEN words ~ '[\u00aa\u00b5\u00ba\u0132\u0133\u017f\u01c4-\u01cc\u01f1-\u01f3\u02b0-\u02b8\u02e0-\u02e4\u03d0-\u03d6\u03f0-\u03f9\u0587\u0675-\u0678\u0edc\u0edd\u10fc\u1d2c-\u1dbf\u1e9a\u1e9b\u2071\u207f\u2090-\u209c\u2102-\u2149\u2160-\u217f\u2c7c\u2c7d\u2d6f\u3038-\u303a\u309f\u30ff\ua69c\ua69d\ua770\ua7f2-\ua7f9\uab5c-\uab69\ufb00-\ufdfb\ufe70-\ufefc\uff10-\uff9f]'
        THEN replace(replace(normalize(regexp_replace(words, '[\u00bc-\u00be\u2100\u2101\u2105\u2106\u2116\u2120-\u2122\u213b\u2150-\u215f]', ' ', 'g'), NFKC),
                             U&'\0e4d\0e32', U&'\0e33'), U&'\0ecd\0eb2', U&'\0eb3')
        ELSE words END
$$;
COMMENT ON FUNCTION news.search_letters IS 'The text with letters of their own for ligatures, Arabic presentation forms and letters of full width.';

CREATE OR REPLACE FUNCTION news.search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(normalize(regexp_replace(normalize(replace(news.search_letters(words), U&'\06c0', U&'\0647'), NFD),
               '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u09bc\u0a3c\u0abc\u0b3c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe20-\ufe2f\ufeff\u00ad]+', '', 'g'), NFC),
        U&'\0131\00f8\00d8\0142\0141\0111\0110\03c2\0649\06cc\06d0\06a9\0629\06be\06c1\0671\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669\06f0\06f1\06f2\06f3\06f4\06f5\06f6\06f7\06f8\06f9',
        U&'ioOlLdD\03c3\064a\064a\064a\0643\0647\0647\0647\062701234567890123456789')
$$;
COMMENT ON FUNCTION news.search_fold IS 'The text with one letter for those that writers and keyboards exchange, without marks: what topics are matched by, too (worker/core/text/fold.py).';

-- A word is what readers take for one: Postgres' parser takes Gaza/Jerusalem and talks.Iran for one, F-16 for F and minus 16.
CREATE OR REPLACE FUNCTION news.search_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(news.search_letters(words),
        '[\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', '', 'g'),
        -- U.S. is US, and both are USA: English drops "us" as a pronoun
        '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g'),
        '\mUS\M', 'USA', 'g'),
        '[-/\\_\u058a\u05be\u200c\u2010-\u2015\u2212\ufe58\ufe63]|(?<=[[:alpha:]])\.(?=[[:alpha:]])', ' ', 'g')
$$;
COMMENT ON FUNCTION news.search_text IS 'The text with its words apart: at dashes, slashes, joiners, and dots between letters; U.S. and US are USA.';

-- Arabic writes "and", "in", "the" onto the word, and the dictionary takes off only some of it: وإيران became another word.
CREATE OR REPLACE FUNCTION news.search_bare(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(words, '\m(?:[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644|[\u0628\u0644\u0643\u0633])|[\u0648\u0641])(?=[\u0621-\u064a]{3})', '', 'g')
$$;
COMMENT ON FUNCTION news.search_bare IS 'The text without the particles that Arabic writes onto its words.';

-- 'b' beside 'a' at the same places: || would put it behind.
CREATE OR REPLACE FUNCTION news.search_union(a tsvector, b tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (a::text || ' ' || b::text)::tsvector $$;
COMMENT ON FUNCTION news.search_union IS 'The words of both, each at its places in both.';

-- Dictionaries of these cut names by their case: Иран is indexed under "ира", "в Иране" under "иран". So the plain words are indexed
-- as well. A text in Arabic letters without a language may be any that is written so, Arabic most of all.
CREATE OR REPLACE FUNCTION news.search_words(language text, words text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    parted text := news.search_text(words);
    joined text;
    found tsvector;
BEGIN
    IF language IS NULL AND words ~ '[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]' THEN language := 'ar'; END IF;
    IF language IN ('zh', 'ja', 'th', 'lo', 'km', 'my') THEN parted := news.search_spaced(parted); END IF;
    IF news.search_config(language) = 'pg_catalog.simple'::regconfig THEN
        found := to_tsvector('pg_catalog.simple', news.search_fold(parted));
    ELSE
        found := to_tsvector(news.search_config(language), parted);
    END IF;
    BEGIN
        IF language IN ('ar', 'ru', 'fi') THEN
            found := news.search_union(found, to_tsvector('pg_catalog.simple', news.search_fold(parted)));
        END IF;
        IF language = 'ar' THEN
            parted := news.search_bare(parted);
            found := news.search_union(found, to_tsvector('pg_catalog.simple', news.search_fold(parted)));
            found := news.search_union(found, to_tsvector('pg_catalog.arabic', parted));
        END IF;
        -- a word with a joiner in it is also found written in one
        IF words ~ '\u200c' THEN
            SELECT string_agg(word[1], ' ') INTO joined FROM regexp_matches(words, '\S*\u200c\S*', 'g') word;
            found := news.search_union(found, strip(to_tsvector('pg_catalog.simple', news.search_fold(joined))));
        END IF;
    EXCEPTION WHEN program_limit_exceeded THEN
        NULL;  -- over a megabyte with all of them: the dictionary's alone
    END;
    RETURN found;
END $$;
COMMENT ON FUNCTION news.search_words IS 'The words under which a text is found, by its language.';

CREATE OR REPLACE FUNCTION news.search_vector(language text, title text, summary text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(news.search_words(language, left(title, 2000)), 'A')
        || setweight(news.search_words(language, left(coalesce(summary, ''), 4000)), 'B')
        || setweight(news.search_words(language, left(body, 40000)), 'C')
$$;
COMMENT ON FUNCTION news.search_vector IS 'What news.article_search.search holds: title A, summary B, text C, of the text its first 40,000 characters. Places are counted up to 16,383, and 255 of one word: behind that a phrase is not found, only its words.';

-- What people paste: quotes of any language are quotes, a dash between spaces is none of -without, and Iran-US is a phrase.
CREATE OR REPLACE FUNCTION news.search_asked(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    parts text[];
BEGIN
    words := news.search_letters(words);
    words := regexp_replace(words, '[\u00ad\u0001\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', '', 'g');
    words := regexp_replace(words, '(^|\s)[\u2018\u201a\u201b\u2039\u203a]([^\u2018-\u201b\u2039\u203a]+)[\u2018\u2019\u2039\u203a](?=\s|$)', '\1"\2"', 'g');
    words := translate(words, U&'\00ab\00bb\201c\201d\201e\201f\300c\300d\300e\300f\301d\301e\301f\275d\275e\ff02', repeat('"', 16));
    words := regexp_replace(words, '(^|\s)(?:[-\u2010-\u2015\u2212]+(?=\s|$)|[\u2010-\u2015\u2212]|--+)', '\1 ', 'g');
    words := regexp_replace(words, '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g');
    words := regexp_replace(words, '\mUS\M', 'USA', 'gi');
    words := regexp_replace(words, '(?<=[^\s"])[-/\\_\u058a\u05be\u200c\u2010-\u2015\u2212\ufe58\ufe63]+(?=[^\s"])|(?<=[[:alpha:]])\.(?=[[:alpha:]])', E'\x01', 'g');
    parts := string_to_array(words, '"');
    FOR n IN 1..coalesce(cardinality(parts), 0) BY 2 LOOP
        parts[n] := regexp_replace(parts[n], E'(^|\\s)(-?)([^\\s\x01]*\x01\\S*)', '\1\2"\3"', 'g');
    END LOOP;
    RETURN replace(array_to_string(parts, '"'), E'\x01', ' ');
END $$;
COMMENT ON FUNCTION news.search_asked IS 'A search as websearch_to_tsquery reads it: straight quotes, -without only at a word, and what dashes join as a phrase.';

-- One operand, a word or a phrase, under all forms in which it may be indexed.
CREATE OR REPLACE FUNCTION news.search_operand(words text, language text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    config regconfig := news.search_config(language);
    found tsquery;
    word text;
    forms tsquery;
BEGIN
    FOREACH word IN ARRAY regexp_split_to_array(trim(words), '\s+') LOOP
        forms := phraseto_tsquery(config, word) || phraseto_tsquery('pg_catalog.simple', news.search_fold(word));
        IF language = 'ar' THEN
            forms := forms || phraseto_tsquery('pg_catalog.simple', news.search_fold(news.search_bare(word)))
                || phraseto_tsquery(config, news.search_bare(word));
        END IF;
        IF numnode(forms) > 0 THEN
            found := CASE WHEN found IS NULL THEN forms ELSE tsquery_phrase(found, forms) END;
        END IF;
    END LOOP;
    RETURN found;
END $$;
COMMENT ON FUNCTION news.search_operand IS 'What to look for when a word or phrase of a search is asked for in a language of which the plain words are indexed, too.';

CREATE OR REPLACE FUNCTION news.search_by_operands(asked text, language text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found tsquery;  -- the alternatives so far
    every tsquery;  -- what one alternative asks for
    one tsquery;
    part text[];
BEGIN
    FOR part IN SELECT regexp_matches(asked, '(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))', 'g') LOOP
        IF lower(part[3]) = 'or' AND part[1] = '' THEN
            found := CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END;
            every := NULL;
            CONTINUE;
        END IF;
        one := news.search_operand(coalesce(part[2], part[3]), language);
        IF one IS NULL THEN CONTINUE; END IF;
        IF part[1] = '-' THEN one := !!one; END IF;
        every := CASE WHEN every IS NULL THEN one ELSE every && one END;
    END LOOP;
    RETURN coalesce(CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END, '');
END $$;
COMMENT ON FUNCTION news.search_by_operands IS 'A search (as of news.search_asked) in a language of which the plain words are indexed, too.';

CREATE OR REPLACE FUNCTION news.search_query(words text, language text DEFAULT NULL) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET client_min_messages = warning AS $$
DECLARE
    asked text := news.search_asked(left(words, 1000));
    found tsquery;
    one text;
    wanted tsquery;
    seen tsquery[] := '{}';
BEGIN
    IF asked ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]' THEN
        RETURN phraseto_tsquery('pg_catalog.simple', news.search_spaced(news.search_fold(asked)));
    END IF;
    -- without a language the words are looked for as each of the languages would write them
    FOREACH one IN ARRAY CASE WHEN language IS NULL
            THEN '{xx,ar,ca,da,de,el,en,es,fi,fr,ga,hi,hu,id,it,nl,no,pt,ro,ru,sv,tr}'::text[] ELSE ARRAY[language] END LOOP
        IF (one = 'ar' AND asked ~ '[\u0620-\u06ff]') OR (one = 'ru' AND asked ~ '[\u0400-\u04ff]')
                OR (one = 'fi' AND language = 'fi') THEN
            wanted := news.search_by_operands(asked, one);
        ELSIF news.search_config(one) = 'pg_catalog.simple'::regconfig THEN
            wanted := websearch_to_tsquery('pg_catalog.simple', news.search_fold(asked));
        ELSE
            wanted := websearch_to_tsquery(news.search_config(one), asked);
        END IF;
        IF NOT wanted = ANY(seen) THEN
            found := CASE WHEN found IS NULL THEN wanted ELSE found || wanted END;
            seen := seen || wanted;
        END IF;
    END LOOP;
    RETURN found;
END $$;
COMMENT ON FUNCTION news.search_query IS
    'What to look for in news.article_search.search: words, "a phrase", or; in one language, or in any. Iran-US is a phrase and finds Iran–US and Iran US; US finds U.S. With -without, name the language. Only the first 1,000 characters count.';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA news FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA news TO newswire_reader, newswire_writer;

-- What is there, 500 rows at a time and newest first, locked in the order in which workers lock them. Who holds one of these rows for
-- long must not make others wait for the rest: let go of them, and come again. Run again after a break, it writes only what is still
-- as it was.
DO $$
DECLARE
    before bigint := (SELECT max(id) + 1 FROM news.articles);
    batch bigint[];
BEGIN
    LOOP
        batch := ARRAY(SELECT id FROM news.articles WHERE id < before ORDER BY id DESC LIMIT 500);
        EXIT WHEN cardinality(batch) = 0;
        BEGIN
            PERFORM set_config('lock_timeout', '1s', true);
            PERFORM FROM news.articles WHERE id = ANY(batch) ORDER BY id FOR NO KEY UPDATE;
            UPDATE news.article_search w SET search = n.search
            FROM (SELECT id, news.search_vector(language, title, summary, text) AS search FROM news.articles WHERE id = ANY(batch)) n
            WHERE w.partition = n.id >> 17 AND w.id = n.id AND w.search IS DISTINCT FROM n.search;
            before := batch[cardinality(batch)];
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(1);
        END;
        COMMIT;
    END LOOP;
END $$;
ANALYZE news.article_search;
COMMENT ON COLUMN news.articles.origins IS 'Which source each metadata field was read from; of the language, whether it is declared, detected or uncertain.';
