"""Ranking a handful of people and postings without a database."""

import numpy as np

from jobs.matching.features import encode_candidates, encode_postings
from jobs.matching.ranker import order, ranked
from jobs.matching.sides import People, PersonFacts, PositionFacts, Positions
from jobs.matching.similarity import similarity
from jobs.matching.space import Space, rows_of

TOP = 1000


def space_of(people, offered, model):
    return Space(np.unique(np.concatenate((encode_candidates(people, model).tokens, encode_postings(offered, model).tokens))))


def scores_of(posting, people, model):
    space = space_of(people, [posting], model)
    return similarity(rows_of(encode_postings([posting], model), space), rows_of(encode_candidates(people, model), space), space)


def ranked_people(posting, people, model, day):
    space = space_of(people, [posting], model)
    side = People.of(rows_of(encode_candidates(people, model), space), [PersonFacts(p, True, True) for p in people], day)
    scores = side.scores(rows_of(encode_postings([posting], model), space), space)
    slots = order(scores, side.shelf.ids, side.misses(posting), side.rankable, TOP)
    return ranked([(people[slot].id, posting, people[slot]) for slot in slots], slots, scores, day)


def ranked_postings(person, offered, model, day):
    space = space_of([person], offered, model)
    side = Positions.of(rows_of(encode_postings(offered, model), space), [PositionFacts(p, True, 10**6) for p in offered], day)
    scores = side.scores(rows_of(encode_candidates([person], model), space), space)
    slots = order(scores, side.shelf.ids, side.misses(person), side.live, TOP)
    return ranked([(offered[slot].id, offered[slot], person) for slot in slots], slots, scores, day)
