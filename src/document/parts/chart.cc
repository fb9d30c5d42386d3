#include "document/parts/chart.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "document/parts/drawing.h"
#include "document/sheets/workbook.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kShortestWord = 3;
constexpr std::size_t kMostSaid = 200'000;
constexpr double kFaint = 5'000;               // of 100 000
constexpr std::uint64_t kLastLightStyle = 40;  // of the 48 built-in ones (§21.2.2.227) those behind it are dark

using Fill = std::optional<std::optional<Rgb>>;  // not told; none, or no single colour; a colour

// Words, and where they would be drawn.
struct Said {
  enum class As : std::uint8_t { kTitle, kLabel, kSeries, kTrend, kPoint, kCategory } as = As::kLabel;
  std::string words;
  std::size_t paragraph = 0, series = 0;
  std::optional<Rgb> colour{};
  Fill ground{};
  bool drawn = true, tiny = false, transparent = false, off = false;
};

class Chart : public XmlHandler {
 public:
  Chart(Emitter& emitter, const std::string& part, const ChartPlace& place)
      : book_(place.book),
        place_(place),
        watcher_(emitter, part),
        part_(part),
        cells_(emitter),
        other_(emitter),
        undrawn_(emitter),
        seen_(emitter),
        unseen_layer_(emitter),
        tiny_(emitter),
        off_(emitter),
        colour_(place.theme) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    open_.push_back({std::string(name), said_.size()});
    if (name == "f" || name == "v" || name == "pt" || name == "t" || (name == "name" && is_in("trendline")) ||
        is_header(name))
      leaf_.begin();
    if (name == "strRef" || name == "multiLvlStrRef" || name == "strLit" || name == "dlblRangeCache") words_ = true;
    if (name == "ptCount") points_ = attributes.count("val", 0);
    if (name == "pt") point_ = attributes.count("idx", 0);
    if (name == "p") ++paragraph_, default_ = {};
    start_switch(name, attributes);
    start_look(name, attributes);
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "f" && leaf_.on()) {
      unseen_ = is_unseen(leaf_.end());
      is_reference_ = leaf_.end().find('!') != std::string::npos;
    } else if ((name == "v" || name == "pt") && leaf_.on()) {
      keep(leaf_.end());
    } else if (name == "t" && leaf_.on()) {
      say(is_in("title") ? Said::As::kTitle : Said::As::kLabel, leaf_.end());
    } else if (name == "name" && leaf_.on()) {
      say(Said::As::kTrend, leaf_.end());
    } else if (is_header(name) && leaf_.on()) {
      end_header(leaf_.end());
    }
    end_look(name);
    end_scope(name);
    if (!open_.empty()) open_.pop_back();
    if (name == "strLit") words_ = is_reference_ = false;
    if (name == "numRef" || name == "strRef" || name == "strDim" || name == "numDim" || name == "multiLvlStrRef" ||
        name == "dlblRangeCache") {
      cells_.end_row();
      other_.end_row();
      unseen_ = words_ = is_reference_ = false;
    }
  }
  void close() {
    watcher_.close();
    judge_all();
    cells_.close(Trait::kChartCache, part_, "values in a chart whose cells are hidden, gone or in another workbook");
    other_.close(Trait::kChartCache, part_, "words that a chart keeps and neither it nor its cells show");
    undrawn_.close(Trait::kChartCache, part_, "titles, names and labels of a chart that it does not draw");
    seen_.close(Trait::kVisible, part_, "text in a chart");
    unseen_layer_.close(Trait::kTextUnseen, part_, "text of a chart in the colour of its background, or transparent");
    tiny_.close(Trait::kTextTiny, part_, "text of a chart too small to be seen");
    off_.close(Trait::kTextOffPage, part_, "text outside its chart");
  }

 private:
  struct Scope {
    std::string name;
    std::size_t begin = 0;  // of what is said in it
    bool deleted = false, off = false, some_shown = false, some_not = false, no_labels = false;
    Fill fill{};
  };
  struct Look {
    std::optional<Rgb> colour{};
    double size = 10;
    bool transparent = false;
  };

  static bool is_header(std::string_view name) { return name.ends_with("Header") || name.ends_with("Footer"); }
  static bool is_axis(std::string_view name) {
    return name == "catAx" || name == "dateAx" || name == "valAx" || name == "serAx" || name == "axis";
  }
  bool is_in(std::string_view name) const { return std::ranges::find(open_, name, &Scope::name) != open_.end(); }
  Scope* around(std::initializer_list<std::string_view> names) {
    for (auto scope = open_.rbegin(); scope != open_.rend(); ++scope)
      if (std::ranges::find(names, std::string_view(scope->name)) != names.end()) return &*scope;
    return nullptr;
  }
  Scope* parent() { return open_.size() < 2 ? nullptr : &open_[open_.size() - 2]; }

  // What switches words on and off.
  void start_switch(std::string_view name, const XmlAttributes& attributes) {
    const bool on = !attributes.find("val") || attributes.is_true("val");
    if (name == "delete" && parent() != nullptr) parent()->deleted = on;
    if ((name == "axis" || name == "series") && attributes.is_true("hidden")) open_.back().deleted = true;
    if (name == "autoTitleDeleted") title_deleted_ = on;
    if (name == "legend") legend_ = true;
    if (name == "dTable") table_ = true;
    if (name == "ser" || name == "series") ++series_;
    if (name == "title" && parent() != nullptr && parent()->name == "chart") titled_ = true;
    if (name == "idx" && parent() != nullptr && parent()->name == "legendEntry") entry_ = attributes.count("val", 0);
    if (name == "tickLblPos" && attributes.get("val") == "none" && parent() != nullptr) parent()->no_labels = true;
    if (name == "style" && parent() != nullptr && parent()->name == "chartSpace")
      dark_style_ = attributes.count("val", 2) > kLastLightStyle;
    if ((name == "x" || name == "y") && is_in("manualLayout") && std::abs(attributes.number("val", 0)) >= 1)
      if (Scope* const holder = around({"title", "dLbl"})) holder->off = true;
    if (!name.starts_with("show") || name == "showLegendKey") return;
    if (Scope* const label = around({"dLbl", "dLbls"})) (on ? label->some_shown : label->some_not) = true;
    names_shown_ = names_shown_ || (on && name == "showSerName");
    categories_shown_ = categories_shown_ || (on && name == "showCatName");
  }
  void start_look(std::string_view name, const XmlAttributes& attributes) {
    if (name == "rPr" || name == "defRPr") {
      run_ = name == "rPr" ? default_ : Look{};
      in_look_ = true;
      run_.size = attributes.number("sz", run_.size * 100) / 100;
    }
    if (name == "r" || name == "fld") run_ = default_;
    if (name == "spPr") in_paint_ = true;
    if (name == "ln") in_line_ = true;
    colour_.start(name, attributes);
    if (in_line_) return;
    if (name == "noFill" && in_look_) run_.transparent = true;
    if (in_paint_ && (name == "noFill" || name == "gradFill" || name == "blipFill" || name == "pattFill"))
      paint(std::nullopt);
  }
  void end_look(std::string_view name) {
    if (DrawnColour::is_colour(name) && !in_line_ && parent() != nullptr && parent()->name == "solidFill") {
      if (in_look_) {
        run_.colour = colour_.colour();
        run_.transparent = run_.transparent || colour_.alpha() <= kFaint;
      } else if (in_paint_) {
        paint(colour_.colour());
      }
    }
    if (name == "defRPr") default_ = run_;
    if (name == "rPr" || name == "defRPr") in_look_ = false;
    if (name == "spPr") in_paint_ = false;
    if (name == "ln") in_line_ = false;
  }
  // Of what it is that has a look: a title, or the chart as a whole.
  void paint(std::optional<Rgb> with) {
    for (auto scope = open_.rbegin(); scope != open_.rend(); ++scope)
      if (scope->name == "spPr") {
        if (++scope != open_.rend()) scope->fill = with;
        return;
      }
  }
  void end_scope(std::string_view name) {
    if (open_.empty()) return;
    const Scope& scope = open_.back();
    const auto each = [&](auto change) {
      for (std::size_t i = scope.begin; i < said_.size(); ++i) change(said_[i]);
    };
    if (name == "title") each([&](Said& said) { said.ground = scope.fill, said.off = said.off || scope.off; });
    if (name == "dLbl" && (scope.deleted || (scope.some_not && !scope.some_shown)))
      each([](Said& said) { said.drawn = false; });
    if (name == "dLbl" && scope.off) each([](Said& said) { said.off = true; });
    if (name == "series" && scope.deleted) each([](Said& said) { said.drawn = false; });
    if (name == "pivotFmts" || name.starts_with("filtered")) each([](Said& said) { said.drawn = false; });
    if (name == "chart" && title_deleted_)
      each(
          [&](Said& said) { said.drawn = said.drawn && !(said.as == Said::As::kTitle && said.series == kOfTheChart); });
    if (is_axis(name)) {
      if (scope.deleted) each([](Said& said) { said.drawn = false; });
      if (name == "serAx" && !scope.deleted) names_shown_ = true;
      if (name != "valAx" && name != "serAx")
        (scope.deleted || scope.no_labels ? axis_without_labels_ : categories_shown_) = true;
    }
    if (name == "legendEntry" && scope.deleted) entries_gone_.insert(entry_);
    if (name == "chartSpace") ground_ = scope.fill;
  }
  void end_header(const std::string& words) {
    if (is_remark(words) || is_sentence(words)) undrawn_.cell(words), undrawn_.end_row();
  }

  void say(Said::As as, const std::string& words) {
    if (is_blank(words) || said_.size() >= kMostSaid) return;
    const bool of_the_chart =
        as == Said::As::kTitle && !std::ranges::any_of(open_, [](const Scope& scope) { return is_axis(scope.name); });
    said_.push_back({as,
                     words,
                     paragraph_,
                     of_the_chart ? kOfTheChart : series_,
                     run_.colour,
                     {},
                     true,
                     run_.size < kSmallestLetters,
                     run_.transparent,
                     false});
  }
  // Words of its own, or a copy of cells: where its cells say the same they are told there. It may not have been saved
  // since they changed.
  void keep(const std::string& value) {
    if (unseen_) return cells_.cell(value);
    const bool own = parent() != nullptr && parent()->name == "tx";
    if (!words_ && !own) return;
    const bool beyond = point_ >= points_ && points_ > 0,
               number = value.find_first_not_of("0123456789.-+eE%/: ") == std::string::npos;
    if (beyond && words_) return other_.cell(value);
    if (number || (book_ != nullptr && is_reference_ &&
                   (value.size() < kShortestWord || book_->said.contains(std::hash<std::string_view>()(value)))))
      return;
    if (book_ != nullptr && is_reference_ && book_->has_charts) return other_.cell(value);
    ++paragraph_;
    run_ = {};
    say(is_in("title")             ? Said::As::kTitle
        : is_in("tx")              ? Said::As::kSeries
        : is_in("datalabelsRange") ? Said::As::kPoint
                                   : Said::As::kCategory,
        value);
  }
  bool is_unseen(const std::string& formula) const {
    const std::size_t mark = formula.rfind('!');
    if (mark == std::string::npos || book_ == nullptr) return false;  // a name
    std::string sheet = formula.substr(formula.starts_with('(') ? 1 : 0, mark - (formula.starts_with('(') ? 1 : 0));
    if (const std::size_t first = sheet.find('!'); first != std::string::npos) sheet.resize(first);
    if (const std::size_t colon = sheet.find(':'); colon != std::string::npos) sheet.resize(colon);
    if (sheet.size() >= 2 && sheet.front() == '\'' && sheet.back() == '\'') sheet = sheet.substr(1, sheet.size() - 2);
    for (std::size_t at = 0; (at = sheet.find("''", at)) != std::string::npos; ++at) sheet.erase(at, 1);
    const auto found = std::ranges::find(book_->sheets, sheet, &Sheet::name);
    return found == book_->sheets.end() || found->state != SheetState::kVisible;
  }

  bool is_drawn(const Said& said) const {
    if (!said.drawn) return false;
    if (said.as == Said::As::kTrend) return legend_;
    if (said.as == Said::As::kSeries) {
      const bool alone = series_ == 1 && !titled_ && !title_deleted_;  // then its name is the title
      return names_shown_ || table_ || alone ||
             (legend_ && !entries_gone_.contains(said.series - std::min<std::size_t>(said.series, 1)));
    }
    if (said.as == Said::As::kCategory) return categories_shown_ || table_ || (!axis_without_labels_ && legend_);
    return true;
  }
  // Names are short, and many a chart has some that it does not draw.
  static bool counts(const Said& said) {
    if (said.as == Said::As::kTitle || said.as == Said::As::kLabel) return reads_as_words(said.words);
    return is_remark(said.words) || is_sentence(said.words) || is_more_than_a_name(said.words);
  }
  bool is_as_its_ground(const Said& said) const {
    if (said.as != Said::As::kTitle || !said.colour) return false;
    const Fill white = place_.on_white && !dark_style_ ? Fill(std::optional<Rgb>(kWhite)) : Fill(std::optional<Rgb>());
    const std::optional<Rgb> ground = (said.ground && *said.ground ? said.ground : ground_ ? ground_ : white).value();
    return ground && look_same(*said.colour, *ground);
  }
  void judge_all() {
    std::size_t paragraph = 0;
    const auto end_row = [&] {
      for (Layer* layer : {&undrawn_, &seen_, &unseen_layer_, &tiny_, &off_}) layer->end_row();
    };
    for (const Said& said : said_) {
      if (std::exchange(paragraph, said.paragraph) != said.paragraph) end_row();
      Layer& layer = !is_drawn(said) && counts(said)              ? undrawn_
                     : said.transparent || is_as_its_ground(said) ? unseen_layer_
                     : said.tiny                                  ? tiny_
                     : said.off                                   ? off_
                                                                  : seen_;
      layer.cell(said.words);
    }
    end_row();
  }

  static constexpr std::size_t kOfTheChart = SIZE_MAX;
  const Workbook* book_;
  const ChartPlace& place_;
  DrawingWatcher watcher_;
  const std::string& part_;
  Layer cells_, other_, undrawn_, seen_, unseen_layer_, tiny_, off_;
  DrawnColour colour_;
  LeafText leaf_;
  std::vector<Scope> open_;
  std::vector<Said> said_;
  std::set<std::uint64_t> entries_gone_;  // of the legend
  Look default_, run_;
  Fill ground_;
  std::uint64_t points_ = 0, point_ = 0, entry_ = 0;
  std::size_t paragraph_ = 0, series_ = 0;
  bool unseen_ = false, words_ = false, is_reference_ = false, in_look_ = false, in_paint_ = false, in_line_ = false,
       dark_style_ = false;
  bool titled_ = false, title_deleted_ = false, legend_ = false, table_ = false, names_shown_ = false,
       categories_shown_ = false, axis_without_labels_ = false;
};

}  // namespace

bool is_chart(std::string_view type) {
  return type.find("drawingml.chart+xml") != std::string_view::npos ||
         type.find("chartex+xml") != std::string_view::npos;
}

void read_chart(Package& package, const std::string& part, const ChartPlace& place) {
  Chart reader(package.emitter(), part, place);
  package.parse(part, reader);
  reader.close();
}

}  // namespace tipstaff::document
