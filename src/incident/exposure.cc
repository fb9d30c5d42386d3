#include "incident/exposure.h"

namespace tipstaff::incident {

using custody::Columns;
using custody::End;
using custody::Form;

std::string_view grade_name(Grade grade) {
  switch (grade) {
    case Grade::kCertain:
      return "certain";
    case Grade::kPossible:
      return "possible";
    case Grade::kExcluded:
      return "excluded";
  }
  return "unknown";
}

namespace {

// Saturating, because kEver and kDawn are the ends of time.
Instant later(Instant at, Duration by) { return at == kEver ? at : at + by; }
Instant earlier(Instant at, Duration by) { return at.micros < by.count() ? kDawn : at == kEver ? at : at - by; }

}  // namespace

Bounds bounds_of(Instant at, const Question& question) {
  const Duration error = question.clock_error;
  Duration early = error, late = error;
  for (const ClockDoubt& doubt : question.clock_doubts) {
    if (at < doubt.from || at > doubt.to) continue;
    early += doubt.early;
    late += doubt.late;
  }
  return {earlier(at, early), later(at, late)};
}

Grade grade_interval(Form form, End end, bool delivered, Instant from, Instant until, const Question& question) {
  const auto& [begin, finish] = question.window;
  const Bounds begun = bounds_of(from, question), ended = bounds_of(until, question);
  if (begun.earliest > finish) return Grade::kExcluded;  // surely after the window
  if (form == Form::kLocked && !question.keys_in_scope) return Grade::kExcluded;
  const bool surely_before = end != End::kOpen && ended.latest < begin;
  if (surely_before && end == End::kIndependent) return Grade::kExcluded;
  const bool surely_within = begun.latest <= finish && ended.earliest >= begin;
  if (form == Form::kLocked || !delivered || !surely_within) return Grade::kPossible;
  return Grade::kCertain;
}

namespace {

template <class Visit>
void each_graded(const custody::Book& book, const Question& question, const Visit& visit) {
  for (const HolderId holder : question.holders) {
    const Columns& c = book.of_holder(holder);
    for (std::size_t i = 0; i < c.size(); ++i) {
      const Grade grade =
          grade_interval(c.form(i), c.end(i), c.delivered(i), Instant{c.from[i]}, Instant{c.until[i]}, question);
      if (grade != Grade::kExcluded) visit(c, i, grade);
    }
  }
}

}  // namespace

Exposure answer(const custody::Book& book, const Question& question, std::vector<Subject> population) {
  std::uint64_t most = 0;
  for (const Subject& subject : population) most = std::max(most, subject.person.value);
  // Bits by person number: certain in one array, possible in the other.
  std::vector<std::uint16_t> certain(most + 1), possible(most + 1);
  struct Wide {
    FieldSet fields;
    Instant joined_by;
    Grade grade;
  };
  std::vector<Wide> wide;  // of everybody who was on the roll then
  each_graded(book, question, [&](const Columns& c, std::size_t i, Grade grade) {
    if (c.person[i] > most) return;  // joined after the window's end
    if (c.person[i] == 0) return wide.push_back({FieldSet::from_bits(c.fields[i]), Instant{c.from[i]}, grade});
    auto& bits = grade == Grade::kCertain ? certain : possible;
    bits[c.person[i]] = static_cast<std::uint16_t>(bits[c.person[i]] | c.fields[i]);
  });
  const bool unknown_before = question.may_predate_record && question.window.from < question.record_began;
  Exposure out;
  out.population = std::move(population);
  for (const Subject& subject : out.population) {
    FieldSet sure = FieldSet::from_bits(certain[subject.person.value]);
    FieldSet maybe = FieldSet::from_bits(possible[subject.person.value]);
    if (question.everyone == Grade::kCertain) sure = sure | subject.kept;
    if (question.everyone == Grade::kPossible || unknown_before) maybe = maybe | subject.kept;
    for (const Blanket& blanket : question.blankets)
      if (subject.joined <= blanket.joined_by) maybe = maybe | (subject.kept & blanket.fields);
    for (const Wide& one : wide)
      if (subject.joined <= one.joined_by)
        (one.grade == Grade::kCertain ? sure : maybe) =
            (one.grade == Grade::kCertain ? sure : maybe) | (subject.kept & one.fields);
    out.certain.push_back(sure);
    out.possible.push_back(maybe.minus(sure));
  }
  return out;
}

Counts count(const Exposure& exposure) {
  Counts out;
  for (std::size_t i = 0; i < exposure.population.size(); ++i) {
    const Grade grade = exposure.grade(i);
    ++(grade == Grade::kCertain ? out.certain : grade == Grade::kPossible ? out.possible : out.excluded);
    const std::uint32_t bits = exposure.fields(i).bits();
    for (const Field field : kAllFields)
      out.by_field[static_cast<std::size_t>(field)] += bits >> static_cast<unsigned>(field) & 1U;
  }
  return out;
}

std::vector<Evidence> evidence(const custody::Book& book, const Question& question, PersonId person) {
  std::vector<Evidence> out;
  each_graded(book, question, [&](const Columns& c, std::size_t i, Grade grade) {
    if (person.value == 0 || c.person[i] == person.value)
      out.push_back({PersonId{c.person[i]}, CustodyId{c.id[i]}, grade});
  });
  return out;
}

}  // namespace tipstaff::incident
