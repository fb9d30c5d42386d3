#include <fmt/format.h>

#include "incident/exposure_report.h"
#include "incident/letter_parts.h"

namespace tipstaff::incident {
namespace {

constexpr double kLeft = 48, kWidth = kPageWidth - 2 * kLeft, kRight = kLeft + kWidth, kBottom = kPageHeight - 60;
constexpr Colour kCertain{0.70, 0.12, 0.14}, kPossible{0.91, 0.58, 0.10}, kExcluded{0.62, 0.70, 0.75},
    kWindow{0.98, 0.91, 0.89};
constexpr std::array kHolderColours = {Colour{0.10, 0.32, 0.62}, Colour{0.72, 0.30, 0.08}, Colour{0.13, 0.50, 0.38},
                                       Colour{0.45, 0.25, 0.60}, Colour{0.40, 0.40, 0.42}};
constexpr Style kTitle{17, true, kNavy}, kHeading{10.5, true, kNavy}, kPlain{9}, kSmall{8, false, kGrey},
    kLabel{8.5, true, kGrey};
constexpr Style kCell{9}, kCellRight{9, false, kInk, Align::kRight}, kHead{8, true, kGrey},
    kHeadRight{8, true, kGrey, Align::kRight};
constexpr Style kAxisRight{7.5, false, kGrey, Align::kRight};

// 47000 as "47,000".
std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) (out += out.empty() ? "" : ", ") += word;
  return out;
}

class Sheet {
 public:
  Sheet(Typesetter& typesetter, const ExposureReport& report)
      : report_(report), pages_(typesetter, "Exposure: " + report.incident), counts_(count(*report.exposure)) {}

  Result<Plaintext> draw() {
    head();
    headline();
    bar();
    fields_table();
    chart();
    if (!report_.by_rank.empty()) rank_table();
    notes();
    foot();
    return pages_.finish();
  }

 private:
  void room_for(double height) {
    if (y_ + height <= kBottom) return;
    foot();
    pages_.next_page();
    ++page_;
    y_ = 48;
  }
  void heading(const std::string& words, double with) {
    room_for(26 + with);
    y_ += 14;
    y_ += pages_.text(words, kHeading, kLeft, y_, kWidth) + 4;
  }
  void foot() {
    pages_.line({{kLeft, kBottom + 14}, {kRight, kBottom + 14}}, kHair, 0.6);
    pages_.text(fmt::format("{}  ·  {}, scope version {}  ·  answered {}", report_.force, report_.incident,
                            report_.scope_version, to_plain_english(report_.answered_at)),
                kSmall, kLeft, kBottom + 19, kWidth);
    pages_.text(fmt::format("{}", page_), Style{8, false, kGrey, Align::kRight}, kLeft, kBottom + 19, kWidth);
  }

  void head() {
    pages_.box(0, 0, kPageWidth, 9, kNavy);
    y_ = 34;
    pages_.text("In confidence", Style{8, false, kGrey, Align::kRight}, kLeft, y_, kWidth);
    y_ += pages_.text(report_.force, kLabel, kLeft, y_, kWidth) + 2;
    y_ += pages_.text(fmt::format("{}: who is exposed", report_.incident), kTitle, kLeft, y_, kWidth) + 3;
    const std::string from = report_.window.from == kDawn ? "a time not known" : to_plain_english(report_.window.from);
    const std::string to = report_.window.to == kEver ? "now: not ended" : to_plain_english(report_.window.to);
    y_ += pages_.text(fmt::format("Scope: {}, from {} until {}.", joined(report_.holders), from, to), kPlain, kLeft, y_,
                      kWidth);
    if (!report_.clock.empty())
      y_ += pages_.text(fmt::format("Report to the ICO: {}.", report_.clock), Style{9, true, kInk}, kLeft, y_, kWidth);
  }

  void headline() {
    y_ += 12;
    const double third = (kWidth - 20) / 3;
    double x = kLeft;
    struct Number {
      std::uint64_t people;
      const char *name, *meaning;
      Colour colour;
    };
    for (const Number& n : {Number{counts_.certain, "CERTAIN", "readable data was held in scope", kCertain},
                            Number{counts_.possible, "POSSIBLE", "cannot be ruled out", kPossible},
                            Number{counts_.excluded, "EXCLUDED", "nothing within the scope", kExcluded}}) {
      pages_.box(x, y_, third, 66, n.colour, 0.10);
      pages_.box(x, y_, 4, 66, n.colour);
      pages_.text(grouped(n.people), Style{24, true, kInk}, x + 14, y_ + 4, third - 16);
      pages_.text(n.name, Style{8.5, true, kInk}, x + 14, y_ + 37, third - 16);
      pages_.text(n.meaning, kSmall, x + 14, y_ + 49, third - 16);
      x += third + 10;
    }
    y_ += 78;
  }

  void bar() {
    const double total =
        static_cast<double>(std::max<std::uint64_t>(1, counts_.certain + counts_.possible + counts_.excluded));
    double x = kLeft;
    for (const auto& [people, colour] :
         {std::pair{counts_.certain, kCertain}, {counts_.possible, kPossible}, {counts_.excluded, kExcluded}}) {
      const double width = kWidth * static_cast<double>(people) / total;
      // However few they are, people are to be seen.
      const double shown = people == 0 ? 0 : std::max(width, 1.5);
      pages_.box(x, y_, std::min(shown, kRight - x), 11, colour);
      x += shown;
    }
    y_ += 13;
    y_ += pages_.text(fmt::format("of {} people ever on the roll by the end of the scope",
                                  grouped(counts_.certain + counts_.possible + counts_.excluded)),
                      kSmall, kLeft, y_, kWidth);
  }

  void fields_table() {
    heading("What of theirs", 12 * 15);
    const FieldCounts fields = count_fields(*report_.exposure);
    std::uint64_t most = 1;
    for (const Field field : kAllFields)
      most = std::max(
          most, fields.certain[static_cast<std::size_t>(field)] + fields.possible[static_cast<std::size_t>(field)]);
    pages_.text("Detail", kHead, kLeft, y_, 150);
    pages_.text("certain", kHeadRight, kLeft + 150, y_, 60);
    y_ += pages_.text("possible", kHeadRight, kLeft + 215, y_, 60) + 2;
    pages_.line({{kLeft, y_}, {kRight, y_}}, kHair, 0.8);
    y_ += 2;
    const double chart = kLeft + 295, room = kRight - chart;
    for (const Field field : kAllFields) {
      const std::uint64_t certain = fields.certain[static_cast<std::size_t>(field)],
                          possible = fields.possible[static_cast<std::size_t>(field)];
      const bool none = certain + possible == 0;
      const Colour ink = none ? kGrey : kInk;
      pages_.text(field_label(field), Style{9, false, ink}, kLeft, y_, 170);
      pages_.text(grouped(certain), Style{9, false, ink, Align::kRight}, kLeft + 150, y_, 60);
      pages_.text(grouped(possible), Style{9, false, ink, Align::kRight}, kLeft + 215, y_, 60);
      const double first = room * static_cast<double>(certain) / static_cast<double>(most);
      pages_.box(chart, y_ + 3.5, first, 6.5, kCertain);
      pages_.box(chart + first, y_ + 3.5, room * static_cast<double>(possible) / static_cast<double>(most), 6.5,
                 kPossible);
      if (none) pages_.text("none", kSmall, chart, y_ + 0.5, room);
      y_ += 14;
    }
  }

  void rank_table() {
    heading("By rank or grade", 40);
    for (const auto& [rank, people] : report_.by_rank) {
      room_for(14);
      pages_.text(rank, kCell, kLeft, y_, 220);
      pages_.text(grouped(people), kCellRight, kLeft + 215, y_, 60);
      y_ += 13.5;
    }
  }

  // Steps over time, the scope's window shaded.
  void chart() {
    if (report_.held.empty()) return;
    constexpr double kHeight = 118, kAxis = 46;
    heading("Who held how many people's readable data, when",
            kHeight + 30 + 12 * static_cast<double>(report_.held.size()));
    Instant first = kEver, last = report_.answered_at;
    std::uint64_t most = 1;
    for (const Held& held : report_.held) {
      first = std::min(first, held.points.front().at);
      last = std::max(last, held.points.back().at);
      for (const Held::Point& point : held.points) most = std::max(most, point.people);
    }
    if (report_.window.from != kDawn) first = std::min(first, report_.window.from);
    const double span = static_cast<double>(std::max<std::int64_t>(1, last.micros - first.micros));
    const double left = kLeft + kAxis, width = kRight - left - 4, top = y_ + 4, floor = top + kHeight;
    const auto x_of = [&](Instant at) {
      return left + width * static_cast<double>(std::clamp(at, first, last).micros - first.micros) / span;
    };
    const auto y_of = [&](std::uint64_t people) {
      return floor - kHeight * 0.92 * static_cast<double>(people) / static_cast<double>(most);
    };
    const double shade = x_of(report_.window.from);
    pages_.box(shade, top, std::max(1.0, x_of(report_.window.to) - shade), kHeight, kWindow);
    for (const std::uint64_t people : {std::uint64_t{0}, most / 2, most}) {
      pages_.line({{left, y_of(people)}, {left + width, y_of(people)}}, kHair, people == 0 ? 0.9 : 0.5);
      pages_.text(grouped(people), kAxisRight, kLeft, y_of(people) - 6, kAxis - 6);
    }
    for (std::size_t i = 0; i < report_.held.size(); ++i)
      steps(report_.held[i], kHolderColours[i % kHolderColours.size()], x_of, y_of, last);
    pages_.text(to_plain_english(first), Style{7.5, false, kGrey}, left, floor + 2, 200);
    pages_.text(to_plain_english(last), kAxisRight, left, floor + 2, width);
    y_ = floor + 16;
    legend(left);
  }

  template <class X, class Y>
  void steps(const Held& held, Colour colour, const X& x_of, const Y& y_of, Instant last) {
    std::vector<std::pair<double, double>> path{{x_of(held.points.front().at), y_of(0)}};
    for (const Held::Point& point : held.points) {
      path.emplace_back(x_of(point.at), path.back().second);
      path.emplace_back(x_of(point.at), y_of(point.people));
    }
    path.emplace_back(x_of(last), path.back().second);
    pages_.line(path, colour, 1.5);
  }

  void legend(double left) {
    for (std::size_t i = 0; i < report_.held.size(); ++i) {
      std::uint64_t peak = 0;
      for (const Held::Point& point : report_.held[i].points) peak = std::max(peak, point.people);
      pages_.box(left, y_ + 4.5, 12, 3, kHolderColours[i % kHolderColours.size()]);
      y_ += pages_.text(fmt::format("{}: at most {} people, {} by the record's end", report_.held[i].holder,
                                    grouped(peak), grouped(report_.held[i].points.back().people)),
                        kSmall, left + 18, y_, kRight - left - 18);
    }
    pages_.box(left, y_ + 2.5, 12, 7, kWindow);
    y_ += pages_.text(
        "the scope's window; copies count until the record says that they ended, also on the holder's word alone",
        kSmall, left + 18, y_, kRight - left - 18);
  }

  void notes() {
    heading("What the words mean, and what this rests on", 90);
    for (const std::string& words :
         {std::string("Certain: readable data, or a key that opens it, was held within the scope. A receipt dated "
                      "inside the scope "
                      "closes nothing."),
          std::string("Possible: the copy ended before the scope only on the holder's word; its delivery is not "
                      "confirmed; evidence is "
                      "missing; or it lies within clock error of an edge. What is unknown counts as possible."),
          std::string("Excluded: neither. It is a statement about the record, which is complete since ") +
              to_plain_english(report_.record_began) + "; what was before is unknown, never excluded.",
          fmt::format("Every grade rests on entries of the signed ledger; this answer is covered by its checkpoint of "
                      "{} entries.",
                      grouped(report_.ledger_size)),
          stamps_note(*report_.exposure)}) {
      if (words.empty()) continue;
      room_for(26);
      y_ += pages_.text(words, kPlain, kLeft, y_, kWidth) + 3;
    }
  }

  const ExposureReport& report_;
  PdfPages pages_;
  Counts counts_;
  double y_ = 0;
  int page_ = 1;
};

}  // namespace

Result<Plaintext> exposure_pdf(const ExposureReport& report) {
  Typesetter typesetter;
  return Sheet(typesetter, report).draw();
}

}  // namespace tipstaff::incident
