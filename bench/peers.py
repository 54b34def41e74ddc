"""What the rows of `cargo xtask bench` stand beside: the same articles, one thread, processor seconds.

usage: peers.py TASK ARTICLES MOST
ARTICLES holds one JSON record a line; the first MOST are read. Prints "bytes", "words" and "seconds"."""

import json
import re
import sys
import time


def quotations(texts):
    """Tokens, sentences and quotations as a short script finds them, with the name beside each."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10_000_000
    quoted = re.compile(r"[“\"]([^”\"\n]{2,})[”\"]")
    credited = re.compile(r"(?:said|says|told|added|according to)\s+((?:[A-Z][\w.'-]+\s?){1,3})")

    def one(text):
        sentences = list(nlp(text).sents)
        found = [(m.span(), credited.search(text, m.end(), m.end() + 80)) for m in quoted.finditer(text)]
        return len(sentences) + len(found)

    return one


def quantities(_texts):
    """Dates, numbers and units with their values."""
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    def one(text):
        kinds = [recognize_datetime, recognize_number, recognize_currency, recognize_dimension]
        return sum(len(kind(text, "en-us")) for kind in kinds)

    return one


def copies(_texts):
    """Signatures of five-word shingles, and the earlier articles that are like each."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)

    def one(text):
        words = re.findall(r"\w+", text.lower())
        shingles = {" ".join(words[at : at + 5]).encode() for at in range(len(words) - 4)}
        signature = MinHash(num_perm=128)
        signature.update_batch(list(shingles))
        like = index.query(signature)
        one.number += 1
        index.insert(str(one.number), signature)
        return len(like)

    one.number = 0
    return one


def main():
    task, path, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for _, line in zip(range(most), lines)]
    texts = ["\n".join(filter(None, [record.get("title"), record["text"]])) for record in records]
    one = {"quotations": quotations, "quantities": quantities, "copies": copies}[task](texts)
    one(texts[0])
    start = time.process_time()
    for text in texts:
        one(text)
    seconds = time.process_time() - start
    print(f"bytes\t{sum(len(text.encode()) for text in texts)}")
    print(f"words\t{sum(len(text.split()) for text in texts)}")
    print(f"seconds\t{seconds:.6f}")


main()
