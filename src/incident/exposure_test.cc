#include "incident/exposure.h"

#include <gtest/gtest.h>

namespace tipstaff::incident {
namespace {

using custody::End;
using custody::Form;

Instant at(int hour) { return Instant{1'700'000'000'000'000} + std::chrono::hours(hour); }

class Grading : public ::testing::Test {
 protected:
  Question question_{{HolderId{1}}, {at(10), at(20)}, false, std::chrono::minutes(2), Grade::kExcluded, false, {}};
  Grade grade(Form form, End end, int from, int until, bool delivered = true) const {
    return grade_interval(form, end, delivered, at(from), until < 0 ? kEver : at(until), question_);
  }
};

TEST_F(Grading, PlaintextWithinTheWindowIsCertain) {
  EXPECT_EQ(grade(Form::kOpened, End::kOpen, 5, -1), Grade::kCertain);
  EXPECT_EQ(grade(Form::kOpened, End::kOnWord, 12, 13), Grade::kCertain) << "a receipt inside the scope closes nothing";
  EXPECT_EQ(grade(Form::kOpened, End::kIndependent, 5, 11), Grade::kCertain);
  EXPECT_EQ(grade(Form::kDiskCopy, End::kOpen, 19, -1), Grade::kCertain);
}

TEST_F(Grading, WhatOnlyTheHolderSaysIsPossible) {
  EXPECT_EQ(grade(Form::kOpened, End::kOnWord, 1, 2), Grade::kPossible);
  EXPECT_EQ(grade(Form::kOpened, End::kIndependent, 1, 2), Grade::kExcluded);
  EXPECT_EQ(grade(Form::kOpened, End::kOpen, 12, -1, false), Grade::kPossible) << "delivery unconfirmed";
}

TEST_F(Grading, AfterTheWindowIsExcludedAndEdgesArePossible) {
  EXPECT_EQ(grade(Form::kOpened, End::kOpen, 21, -1), Grade::kExcluded);
  EXPECT_EQ(grade(Form::kOpened, End::kOpen, 20, -1), Grade::kPossible) << "at the very edge";
  EXPECT_EQ(grade(Form::kOpened, End::kIndependent, 1, 10), Grade::kPossible) << "at the very edge";
}

TEST_F(Grading, LockedCopiesCountWhenAKeyIsInScope) {
  EXPECT_EQ(grade(Form::kLocked, End::kOpen, 12, -1), Grade::kExcluded);
  question_.keys_in_scope = true;
  EXPECT_EQ(grade(Form::kLocked, End::kOpen, 12, -1), Grade::kPossible);
}

TEST_F(Grading, AnUnknownBeginningReachesBackToTheFirstInterval) {
  question_.window.from = kDawn;
  EXPECT_EQ(grade(Form::kOpened, End::kOnWord, 1, 2), Grade::kCertain);
}

TEST(Answer, CountsEverybodyAndLeavesNobodyOut) {
  const custody::Book empty;
  Question question;
  question.holders = {HolderId{1}};
  const std::vector<Subject> people{{PersonId{1}, {Field::kRank}}, {PersonId{2}, {Field::kRank, Field::kPhoto}}};
  Counts counts = count(answer(empty, question, people));
  EXPECT_EQ(counts.excluded, 2U);
  question.everyone = Grade::kCertain;
  counts = count(answer(empty, question, people));
  EXPECT_EQ(counts.certain, 2U);
  EXPECT_EQ(counts.by_field[static_cast<std::size_t>(Field::kPhoto)], 1U);
  question.everyone = Grade::kExcluded;
  question.may_predate_record = true;
  question.record_began = at(0);
  EXPECT_EQ(count(answer(empty, question, people)).possible, 2U) << "what was before the record is never excluded";
}

// The roll as it was handed to a search: one interval, of everybody who was on it by then.
TEST(Answer, AnIntervalOfEverybodyReachesWhoWasOnTheRollByThen) {
  custody::Book book;
  custody::Interval copy;
  copy.holder = HolderId{1};
  copy.fields = {Field::kSurname, Field::kRank};
  copy.form = Form::kSeen;
  copy.from = copy.until = at(12);
  copy.end = End::kOnWord;
  cbor::Writer body;
  copy.encode(body);
  ASSERT_TRUE(book.read(1, EntryIndex{1}, Plaintext::copy_of(body.view())));
  Question question;
  question.holders = {HolderId{1}};
  question.window = {at(10), at(20)};
  const std::vector<Subject> people{{PersonId{1}, {Field::kRank}, at(1)},
                                    {PersonId{2}, {Field::kRank, Field::kPhoto}, at(12)},
                                    {PersonId{3}, {Field::kRank}, at(13)}};
  const Exposure within = answer(book, question, people);
  EXPECT_EQ(within.certain[0], FieldSet{Field::kRank});
  EXPECT_EQ(within.certain[1], FieldSet{Field::kRank}) << "a field that is not in it";
  EXPECT_EQ(count(within).excluded, 1U) << "who joined later";
  question.window.from = at(15);
  EXPECT_EQ(count(answer(book, question, people)).possible, 2U) << "ended on the holder's word";
  question.window = {at(1), at(5)};
  EXPECT_EQ(count(answer(book, question, people)).excluded, 3U);
}

}  // namespace
}  // namespace tipstaff::incident
