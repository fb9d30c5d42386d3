#include <fmt/format.h>

#include "bench.h"
#include "custody/custody.h"
#include "incident/exposure.h"

namespace tipstaff::bench {
namespace {

constexpr std::size_t kIntervals = 10'000'000, kHolders = 40;

// Ten years of copies. Holder 1 has 30 % of them, the others share the rest.
custody::Interval interval(std::size_t i, std::size_t people) {
  custody::Interval out;
  out.person = PersonId{i * 104'729 % people + 1};
  out.holder = HolderId{i % 10 < 3 ? 1 : 2 + i % (kHolders - 1)};
  out.fields = {Field::kSurname, Field::kForenames, Field::kRank, Field::kPhoto};
  out.form = i % 3 == 0 ? custody::Form::kOpened : i % 3 == 1 ? custody::Form::kLocked : custody::Form::kDiskCopy;
  out.from = Instant{1'700'000'000'000'000 + static_cast<std::int64_t>(i) * 31'000'000};
  out.until = Instant{out.from.micros + 3'600'000'000};
  out.end = i % 5 == 0 ? custody::End::kIndependent : custody::End::kOnWord;
  out.opened_by = EntryIndex{i * 2};
  out.closed_by = EntryIndex{i * 2 + 1};
  return out;
}

}  // namespace

void exposure(const Settings& settings) {
  custody::Book book;
  const double cold = timed([&] {
    for (std::size_t i = 0; i < kIntervals; ++i) {
      cbor::Writer body;
      interval(i, settings.people).encode(body);
      const Plaintext opened = Plaintext::copy_of(body.view());
      must(book.read(i + 1, EntryIndex{i * 2}, opened));
    }
  });
  incident::Question question;
  question.holders = {HolderId{1}};
  question.window = {Instant{1'750'000'000'000'000}, kEver};
  std::vector<double> times;
  std::uint64_t exposed = 0;
  for (int run = 0; run < settings.runs * 3; ++run) {
    std::vector<incident::Subject> population;
    for (std::size_t i = 0; i < settings.people; ++i) population.push_back({PersonId{i + 1}, kCardFields});
    times.push_back(1e3 * timed([&] {
                      const incident::Exposure answer = incident::answer(book, question, std::move(population));
                      const incident::Counts counts = incident::count(answer);
                      exposed = counts.certain + counts.possible;
                    }));
  }
  if (exposed == 0) throw std::runtime_error("nobody was exposed: the row measures nothing");
  report("exposure", "ms", times);
  report("exposure-memory", "MB", {static_cast<double>(book.memory_bytes()) / 1e6});
  report("exposure-cold", "s", {cold});
}

}  // namespace tipstaff::bench
