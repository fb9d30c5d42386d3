#include "incident/reissue_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tipstaff::incident {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr double kLeft = 70, kTop = 150, kWidth = 860, kHeight = 300;

Instant day_of(Instant at) { return {at.micros - at.micros % kDay}; }

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string date(Instant at) { return to_rfc3339(at).substr(0, 10); }

struct Part {
  const char* name;
  std::uint64_t count;
  const char* colour;
};

// The bar of where the new cards are, with its legend.
std::string bar(const Reissue& r) {
  const std::array parts = {
      Part{"active", r.active, "#1b7f4d"},          Part{"printed", r.printed, "#5aa9d6"},
      Part{"being printed", r.printing, "#2f6fb0"}, Part{"waiting for a press", r.queued + r.approved, "#e0a030"},
      Part{"asked for", r.asked, "#c96a2b"},        Part{"not asked for yet", r.not_asked, "#b8bcc4"}};
  std::string out;
  double x = kLeft, text_x = kLeft;
  for (const Part& part : parts) {
    const double width = r.total == 0 ? 0 : kWidth * static_cast<double>(part.count) / static_cast<double>(r.total);
    if (part.count > 0)
      out += fmt::format(R"(<rect x="{:.1f}" y="82" width="{:.1f}" height="22" fill="{}"/>)"
                         "\n",
                         x, width, part.colour);
    x += width;
    const std::string words = fmt::format("{} {}", part.count, part.name);
    out += fmt::format(
        R"(<rect x="{:.1f}" y="114" width="10" height="10" fill="{}"/><text x="{:.1f}" y="123" font-size="12">{}</text>)"
        "\n",
        text_x, part.colour, text_x + 14, words);
    text_x += 30 + 6.6 * static_cast<double>(words.size());
  }
  return out;
}

std::string axes(const Reissue& r) {
  std::string out;
  for (int part = 0; part <= 4; ++part) {
    const double y = kTop + kHeight * (4 - part) / 4;
    out += fmt::format(
        R"(<path d="M{:.1f} {:.1f}h{:.1f}" stroke="#d8dce4" fill="none"/><text x="{:.1f}" y="{:.1f}" font-size="12" text-anchor="end">{}</text>)"
        "\n",
        kLeft, y, kWidth, kLeft - 8, y + 4, r.total * static_cast<std::uint64_t>(part) / 4);
  }
  const std::size_t step = std::max<std::size_t>(1, (r.days.size() + 6) / 7);
  for (std::size_t i = 0; i < r.days.size(); i += step) {
    const double x =
        kLeft + kWidth * static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(1, r.days.size() - 1));
    out += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" font-size="12" text-anchor="middle">{}</text>)"
                       "\n",
                       x, kTop + kHeight + 20, date(r.days[i].day));
  }
  return out;
}

std::string line(const Reissue& r, std::uint64_t ReissueDay::*of, Instant until, std::string_view style) {
  std::string points;
  for (std::size_t i = 0; i < r.days.size() && r.days[i].day <= until; ++i)
    points += fmt::format(
        "{:.1f},{:.1f} ",
        kLeft + kWidth * static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(1, r.days.size() - 1)),
        kTop + kHeight *
                   (1 - static_cast<double>(r.days[i].*of) / static_cast<double>(std::max<std::uint64_t>(1, r.total))));
  return fmt::format(R"(<polyline points="{}" fill="none" {}/>)"
                     "\n",
                     points, style);
}

}  // namespace

void plan_reissue(Reissue& r, std::vector<Instant> activated, std::uint32_t hand_over_days) {
  std::ranges::sort(activated);
  const Instant first = day_of(r.contained), today = day_of(r.now);
  const std::uint64_t days_of_work = r.a_day == 0 ? 0 : (r.total + r.a_day - 1) / r.a_day;
  if (r.a_day != 0)
    r.planned_end = first + std::chrono::hours(24) * static_cast<std::int64_t>(days_of_work + hand_over_days);
  const Instant last = r.planned_end == kEver ? today : std::max(today, r.planned_end);
  std::uint64_t number = 0;
  std::size_t active = 0;
  for (Instant day = first; day <= last; day = day + std::chrono::hours(24), ++number) {
    ReissueDay& out = r.days.emplace_back();
    out.day = day;
    if (number >= hand_over_days) out.planned = std::min(r.total, r.a_day * (number - hand_over_days));
    while (active < activated.size() && activated[active] < day + std::chrono::hours(24)) ++active;
    out.active = day <= today ? active : 0;
  }
}

std::uint64_t behind(const Reissue& r) {
  const Instant today = day_of(r.now);
  for (const ReissueDay& day : r.days)
    if (day.day + std::chrono::hours(24) == today) return day.planned - std::min(day.planned, day.active);
  return 0;
}

std::string reissue_svg(const Reissue& r) {
  const std::uint64_t late = behind(r);
  const std::string standing = r.active == r.total ? "every card is replaced"
                               : r.a_day == 0      ? "no press is left to print on"
                               : late == 0         ? "as planned, or ahead"
                                                   : fmt::format("{} behind the plan", late);
  std::string out =
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="540" viewBox="0 0 1000 540" font-family="Noto Sans, sans-serif" fill="#10182b">)"
      "\n<rect width=\"1000\" height=\"540\" fill=\"#ffffff\"/>\n";
  out += fmt::format(R"(<text x="{}" y="38" font-size="22" font-weight="bold">{}: new cards after {}</text>)"
                     "\n",
                     kLeft, escaped(r.force), escaped(r.incident));
  out +=
      fmt::format(R"(<text x="{}" y="64" font-size="15">On {}: {} of {} are active, {} old ones are dead; {}.</text>)"
                  "\n",
                  kLeft, date(r.now), r.active, r.total, r.dead, standing);
  out += bar(r) + axes(r);
  out += line(r, &ReissueDay::planned, kEver, R"(stroke="#6b7487" stroke-width="2" stroke-dasharray="7 5")");
  out += line(r, &ReissueDay::active, day_of(r.now), R"(stroke="#1b7f4d" stroke-width="3.5")");
  out += fmt::format(
      R"(<path d="M{0:.1f} 505h28" stroke="#6b7487" stroke-width="2" stroke-dasharray="7 5"/><text x="{1:.1f}" y="509" font-size="13">plan: {2} a day{3}</text>)"
      "\n",
      kLeft, kLeft + 36, r.a_day, r.planned_end == kEver ? "" : ", the last one active on " + date(r.planned_end));
  out += fmt::format(
      R"(<path d="M{0:.1f} 505h28" stroke="#1b7f4d" stroke-width="3.5"/><text x="{1:.1f}" y="509" font-size="13">active in their holders' hands</text>)"
      "\n",
      kLeft + 420, kLeft + 456);
  return out + "</svg>\n";
}

}  // namespace tipstaff::incident
