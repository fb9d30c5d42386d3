#include "document/word/word_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "document/colour.h"
#include "document/parts/escher.h"
#include "document/word/word_fields.h"
#include "document/word/word_look.h"
#include "document/word/word_operations.h"
#include "document/word/word_plan.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr unsigned kSmallestType = static_cast<unsigned>(2 * kSmallestLetters);  // half points
constexpr int kOrdinaryType = 20, kFarRaised = 400;                              // half points
constexpr unsigned kNarrow = 10;                                                 // hundredths of a letter's width
constexpr int kWidestPage = 22 * 1440;                                           // twentieths of a point
constexpr std::size_t kPage = 512, kMostPages = 65'536, kMostLetters = std::size_t{64} << 20;

struct Run {
  std::size_t from, to;  // bytes of the main stream
  ByteView operations;
};
struct Paragraph {
  std::size_t from = 0, to = 0, style = 0;
  WordParagraphLook look;
};
struct Piece {
  std::uint32_t from, to;  // letters
  std::size_t at;          // bytes
  bool narrow;
  std::uint16_t change;
};

// Pages of formats (§2.9.33, .175), each for a stretch of bytes.
template <class Take>
void each_page(const WordFile& file, std::size_t place, Coverage& used, Take take) {
  const ByteView list = file.place(place);
  const std::size_t count = list.size() < 4 ? 0 : std::min((list.size() - 4) / 8, kMostPages);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = std::size_t{little32(list, 4 * (count + 1) + 4 * i) & 0x3fffff} * kPage;
    const ByteView page = part_of(file.main, at, kPage);
    if (page.size() < kPage) continue;
    used.add(at, kPage);
    take(page, std::size_t{page[kPage - 1]});
  }
}

class WordText {
 public:
  WordText(const WordFile& file, Coverage& used, WordAside& aside, Emitter& emitter)
      : file_(file),
        styles_(file.place(kStyleSheet)),
        signs_(fonts_of_signs(file.place(kFontTable))),
        plan_(file),
        used_(used),
        aside_(aside),
        emitter_(emitter),
        visible_(emitter),
        comments_(emitter),
        inserted_(emitter),
        deleted_(emitter),
        hidden_(emitter),
        unseen_(emitter),
        tiny_(emitter),
        off_(emitter),
        unshown_(emitter),
        covered_(emitter),
        covers_(plan_.covers()),
        fields_(emitter) {}

  void read() {
    read_formats();
    if (styles_.is_damaged()) emitter_.unread(kPart, "its styles are damaged");
    if (!read_pieces()) return emitter_.unread(kPart, "the table of its text is damaged");
    std::uint32_t begin = 0;
    for (std::size_t story = 0; story < kStories; ++story) {
      story_ = story;
      const std::uint32_t count = file_.letters(story);
      if (count > kMostLetters) return emitter_.unread(kPart, "it claims more text than is read");
      read_story(begin, begin + count);
      begin += count;
    }
    if (pieces_.empty() || pieces_.back().to < begin) emitter_.unread(kPart, "a part of its text is missing");
    // Letters behind the last story, but for the closing mark.
    story_ = kBody;
    Leftovers left(emitter_);
    for (const Piece& piece : pieces_)
      if (piece.to > begin + 2) {
        const std::uint32_t from = std::max(piece.from, begin + 2);
        const std::size_t width = piece.narrow ? 1 : 2;
        left.add(part_of(file_.main, piece.at + (from - piece.from) * width, (piece.to - from) * width));
      }
    left.close(kPart, "text behind the end of the document");
    close();
  }

 private:
  static constexpr const char* kPart = "WordDocument";

  void read_formats() {
    each_page(file_, kCharacterPages, used_, [&](ByteView page, std::size_t count) {
      aside_.numbers(page);
      for (std::size_t i = 0; i < count && 4 * (count + 1) + count < kPage; ++i) {
        const std::size_t at = std::size_t{page[4 * (count + 1) + i]} * 2;
        Run run{little32(page, 4 * i), little32(page, 4 * i + 4), {}};
        if (at != 0 && at < kPage) run.operations = part_of(page, at + 1, page[at]);
        aside_.operations(run.operations);
        runs_.push_back(run);
      }
    });
    each_page(file_, kParagraphPages, used_, [&](ByteView page, std::size_t count) {
      aside_.numbers(page);
      for (std::size_t i = 0; i < count && 4 * (count + 1) + 13 * count < kPage; ++i) {
        const std::size_t at = std::size_t{page[4 * (count + 1) + 13 * i]} * 2;
        Paragraph paragraph;
        paragraph.from = little32(page, 4 * i);
        paragraph.to = little32(page, 4 * i + 4);
        if (at != 0 && at + 2 < kPage) {
          const std::size_t words = page[at] != 0 ? std::size_t{page[at]} * 2 - 1 : std::size_t{page[at + 1]} * 2;
          const std::size_t from = at + (page[at] != 0 ? 1 : 2);
          paragraph.style = little16(page, from);
          paragraph.look = look_of(paragraph.from, paragraph.style, part_of(page, from + 2, words < 2 ? 0 : words - 2));
        }
        paragraphs_.push_back(paragraph);
      }
    });
    std::ranges::sort(runs_, {}, &Run::from);
    std::ranges::sort(paragraphs_, {}, &Paragraph::from);
  }

  // Many operations stand in the data stream (§2.6.2).
  WordParagraphLook look_of(std::size_t from, std::size_t style, ByteView operations) {
    WordRowLook row;
    row.apply(operations);
    WordParagraphLook out = styles_.paragraph(style, operations);
    aside_.operations(operations);
    each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
      if (operation != 0x6645 && operation != 0x6646 && operation != 0x646b) return;
      const ByteView more = aside_.more_operations(little32(operand, 0));
      aside_.operations(more);
      out.apply(more);
      row.apply(more);
    });
    paints_cells_ =
        paints_cells_ || std::ranges::any_of(row.cells, [](const auto& cell) { return cell.fill != kNoColour; });
    if (out.row_end) rows_[from] = std::move(row);
    return out;
  }

  // §2.8.35, §2.9.177: changes first, then the pieces themselves.
  bool read_pieces() {
    const ByteView list = file_.place(kPieces);
    std::size_t at = 0;
    while (at < list.size() && list[at] == 1) {
      changes_.push_back(part_of(list, at + 3, little16(list, at + 1)));
      aside_.operations(changes_.back());
      aside_.numbers(changes_.back());
      at += 3 + std::size_t{little16(list, at + 1)};
    }
    if (at >= list.size() || list[at] != 2) return false;
    const ByteView table = part_of(list, at + 5, little32(list, at + 1));
    aside_.numbers(table);
    aside_.numbers(part_of(list, at + 5 + table.size()));
    if (table.size() < 16) return false;
    const std::size_t count = (table.size() - 4) / 12;
    for (std::size_t i = 0; i < count; ++i) {
      const ByteView piece = part_of(table, 4 * (count + 1) + 8 * i, 8);
      const std::uint32_t place = little32(piece, 2);
      const bool narrow = (place & 0x40000000) != 0;
      const std::size_t from = narrow ? (place & 0x3fffffff) / 2 : place & 0x3fffffff;
      Piece out{little32(table, 4 * i), little32(table, 4 * i + 4), from, narrow, little16(piece, 6)};
      const std::size_t bytes = (out.to > out.from ? out.to - out.from : 0U) * std::size_t{narrow ? 1U : 2U};
      if (out.to < out.from || part_of(file_.main, from).size() < bytes || (i > 0 && pieces_.back().to != out.from))
        return false;
      used_.add(from, bytes);
      pieces_.push_back(out);
    }
    return true;
  }

  void read_story(std::uint32_t from, std::uint32_t to) {
    const std::vector<WordPart> parts = plan_.parts(story_);
    std::size_t next = 0;
    part_ = {};
    for (const Piece& piece : pieces_) {
      for (std::uint32_t letter = std::max(from, piece.from); letter < std::min(to, piece.to); ++letter) {
        while (!parts.empty() && next <= parts.size() && letter - from >= part_.to) {
          flush();
          end_row();
          part_ = next < parts.size() ? parts[next] : WordPart{UINT32_MAX};
          ++next;
        }
        const std::size_t at = piece.at + std::size_t{letter - piece.from} * (piece.narrow ? 1 : 2);
        if (under_shapes()) put_shapes(letter, at);
        move_to(at, piece.change);
        take(piece.narrow ? file_.main[at] : little16(file_.main, at), at, piece.narrow);
      }
    }
    flush();
    end_row();
    if (under_shapes()) cover_.page();
  }

  // Where shapes stand in front of the body, its lines are told page by page.
  bool under_shapes() const { return story_ == kBody && !covers_.empty(); }
  void put_shapes(std::uint32_t letter, std::size_t at) {
    if (std::exchange(begins_, false) && (page_ends_ || paragraph_at(at).look.new_page)) {
      if (!plan_.is_joined(letter)) cover_.page();
      page_ends_ = false;
    }
    for (; next_cover_ < covers_.size() && covers_[next_cover_].at <= letter; ++next_cover_) {
      if (covers_[next_cover_].shape) cover_.shape(*covers_[next_cover_].shape);
      cover_.thing(covers_[next_cover_].thing);
    }
  }
  // §2.9.190: its sides in twentieths of a point, and thousandths of that.
  void put_picture(ByteView heading) {
    PageThing out;
    out.across = {PageAlong::From::kText, PageAlong::Align::kAt, 0,
                  static_cast<double>(little16(heading, 28)) * little16(heading, 32) / 20'000};
    out.down = {PageAlong::From::kParagraph, PageAlong::Align::kAt, 0,
                static_cast<double>(little16(heading, 30)) * little16(heading, 34) / 20'000};
    out.look.what = Painted::What::kPicture;
    out.order = -1;
    cover_.thing(out);
    cover_.space(out.down.size);
  }
  void put_paragraph(char32_t mark, const WordParagraphLook& look) {
    begins_ = true;
    page_ends_ = mark == 0x0c;
    if (!look.row_end)
      cover_.paragraph(std::exchange(line_, {}),
                       static_cast<double>(look_.size == 0 ? kOrdinaryType : static_cast<int>(look_.size)) / 2,
                       look.in_table ? PageCover::In::kTable : PageCover::In::kText);
  }

  // The format of the letter at `at`: of its run, then of its piece.
  void move_to(std::size_t at, std::uint16_t change) {
    const std::size_t style = paragraph_at(at).style;
    if (run_ < runs_.size() && at >= runs_[run_].from && at < runs_[run_].to && change == change_ && style == style_)
      return;
    const auto next = std::ranges::upper_bound(runs_, at, {}, &Run::from);
    run_ = next == runs_.begin() ? SIZE_MAX : static_cast<std::size_t>(next - runs_.begin()) - 1;
    WordRunLook look =
        styles_.run(style, run_ != SIZE_MAX && at < runs_[run_].to ? runs_[run_].operations : ByteView());
    if ((change & 1) != 0) {
      if (std::size_t{change} >> 1 < changes_.size()) look.apply(changes_[change >> 1]);
    } else if (const unsigned what = change >> 1 & 0x7f; what != 0) {  // one operation in short (§2.9.216)
      const bool on = (change >> 8) == 1 || (change >> 8) == 0x81;
      if (what == 0x41) look.deleted = on;
      if (what == 0x42) look.inserted = on;
      if (what == 0x5c) look.hidden = on;
      if (what == 0x62) look.colour = old_word_colour(change >> 8);
    }
    change_ = change;
    style_ = style;
    flush();
    look_ = look;
    if (look.changed) ++format_changes_;
  }
  const Paragraph& paragraph_at(std::size_t at) {
    static const Paragraph kNothing;
    if (paragraph_ < paragraphs_.size() && at >= paragraphs_[paragraph_].from && at < paragraphs_[paragraph_].to)
      return paragraphs_[paragraph_];
    const auto next = std::ranges::upper_bound(paragraphs_, at, {}, &Paragraph::from);
    if (next == paragraphs_.begin()) return kNothing;
    paragraph_ = static_cast<std::size_t>(next - paragraphs_.begin()) - 1;
    if (paragraphs_[paragraph_].look.changed) ++format_changes_;
    return at < paragraphs_[paragraph_].to ? paragraphs_[paragraph_] : kNothing;
  }

  void take(char32_t letter, std::size_t at, bool narrow) {
    const Paragraph& paragraph = paragraph_at(at);
    place(paragraph, at);
    switch (letter) {
      case 0x0d:
      case 0x0c:
      case 0x07:
        flush();
        if (under_shapes()) put_paragraph(letter, paragraph.look);
        if (!line_.empty()) put_visible();
        if (letter == 0x07) cell_ = paragraph.look.row_end ? 0 : cell_ + 1;
        if (letter != 0x07 ? !paragraph.look.in_table : paragraph.look.row_end) end_row();
        return;
      case 0x13:
        flush();
        return fields_.begin();
      case 0x14:
        flush();
        return fields_.separate();
      case 0x15:
        flush();
        return fields_.end();
      case 0x01:
      case 0x08:
        if (look_.picture == 0xffffffff) return;
        if (look_.data)
          aside_.field_data(look_.picture);
        else if (letter == 1) {
          if (under_shapes()) put_picture(part_of(file_.data, look_.picture, 68));
          picture(look_.picture);
        }
        return;
      case 0x0b:
        words_ += ' ';
        return;
      case 0x1e:
        words_ += '-';
        return;
      case 0x09:
        words_ += '\t';
        return;
      default:
        break;
    }
    if (letter < 0x20) return;
    if (narrow)
      words_ += from_code_page(part_of(file_.main, at, 1), 1252);
    else
      units(letter);
  }
  // Pairs of units come one by one.
  void units(char32_t unit) {
    if (unit >= 0xd800 && unit < 0xdc00) {
      half_ = unit;
      return;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
      unit = half_ != 0 ? 0x10000 + ((half_ - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
    half_ = 0;
    put_utf8(words_, unit);
  }
  bool is_unseen() const {
    // A program turns automatic text white on a dark paragraph; a run is made dark to blacken it.
    if (look_.colour == kNoColour) return look_.fill != kNoColour && look_same(look_.fill, kBlack);
    if (look_.fill != kNoColour) return look_same(look_.colour, look_.fill);
    if (fill_ != kNoColour) return look_same(look_.colour, fill_);
    return ground_ && look_same(look_.colour, *ground_);
  }
  // Counted from where text begins, or from anywhere.
  bool is_beside_page(int left) const { return left >= plan_.page_width() || left <= -plan_.page_width() / 2; }
  bool is_off_page(int across, int down) const {
    return across >= plan_.page_width() || down > kWidestPage || std::min(across, down) < -kWidestPage / 8;
  }
  // What the place of a paragraph does to its letters: the colour behind them, and whether they are seen there.
  void place(const Paragraph& paragraph, std::size_t at) {
    WordParagraphLook look = paragraph.look;
    if ((change_ & 1) != 0 && std::size_t{change_} >> 1 < changes_.size()) look.apply(changes_[change_ >> 1]);
    fill_ = look.fill;
    ground_ = part_.ground;
    thin_ = look.thin;
    merged_ = false;
    away_ = is_beside_page(look.left + look.first) || is_off_page(look.across, look.down);
    if (!look.in_table) return;
    const WordRowLook* row = look.depth > 1 ? nullptr : row_at(at);
    if (row == nullptr) {
      if (paints_cells_) ground_.reset();
      return;
    }
    const WordRowLook::Cell cell = cell_ < row->cells.size() ? row->cells[cell_] : WordRowLook::Cell{};
    if (cell.fill != kNoColour)
      ground_ = cell.fill;
    else if (styles_.paints_cells(row->style))
      ground_.reset();
    thin_ = thin_ || row->thin;
    away_ = away_ || is_beside_page(row->left) || is_off_page(row->across, row->down);
    merged_ = cell.merged;
  }
  // The row's own mark stands at its end.
  const WordRowLook* row_at(std::size_t at) {
    if (at >= row_from_ && at < row_to_) return row_;
    constexpr std::ptrdiff_t kMostParagraphs = 4096;
    const auto first = std::ranges::upper_bound(paragraphs_, at, {}, &Paragraph::from);
    if (first == paragraphs_.begin()) return nullptr;
    const auto begin = first - 1, end = begin + std::min(kMostParagraphs, paragraphs_.end() - begin);
    const auto mark =
        std::find_if(begin, end, [](const Paragraph& each) { return each.look.row_end || !each.look.in_table; });
    const auto found = mark == end ? rows_.end() : rows_.find(mark->from);
    row_from_ = begin->from;
    row_to_ = mark == end ? begin->to : mark->to;
    row_ = found == rows_.end() ? nullptr : &found->second;
    return row_;
  }
  // What has gathered under one format goes where it belongs.
  void flush() {
    if (words_.empty()) return;
    fields_.add(words_);
    if (fields_.in_code()) return words_.clear();
    bool seen = true;
    const auto put = [&](bool applies, Layer& layer) {
      if (!applies) return;
      layer.cell(words_);
      seen = false;
    };
    put(look_.deleted, deleted_);
    put(look_.inserted, inserted_);
    put(look_.hidden, hidden_);
    put(is_unseen() || (signs_.contains(look_.font) && reads_as_words(words_)), unseen_);
    const int size = look_.size == 0 ? kOrdinaryType : static_cast<int>(look_.size);
    put(size < static_cast<int>(kSmallestType) || look_.width < kNarrow || -look_.gap > 6 * size || thin_, tiny_);
    put(away_ || std::abs(look_.raised) > kFarRaised || part_.seen == WordPart::Seen::kOffPage, off_);
    put(merged_ || part_.seen == WordPart::Seen::kOnNoPage, unshown_);
    if (seen || story_ == kCommentText) line_ += words_;
    words_.clear();
  }
  void put_visible() {
    (story_ == kCommentText ? comments_ : visible_).cell(line_);
    line_.clear();
  }
  void end_row() {
    if (!line_.empty()) put_visible();
    for (Layer* layer : {&visible_, &comments_, &inserted_, &deleted_, &hidden_, &unseen_, &tiny_, &off_, &unshown_})
      layer->end_row();
  }

  // §2.9.190: a heading, and a drawing with the picture in it.
  void picture(std::size_t at) {
    if (!pictures_.insert(at).second || pictures_.size() > 4096) return;
    const ByteView whole = part_of(file_.data, at, little32(file_.data, at));
    const std::size_t head = little16(whole, 4);
    const unsigned kind = little16(whole, 6);
    if (whole.size() < 68 || head < 68 || (kind != 0x64 && kind != 0x66))
      return emitter_.unread("Data", "a picture in a form that is not read");
    const std::size_t name = kind == 0x66 ? std::size_t{part_of(whole, head, 1).empty() ? 0U : whole[head]} + 1 : 0;
    std::uint64_t cropped = 0;
    const ByteView drawing = part_of(whole, head + name);
    aside_.picture(at, whole);
    aside_.drawing(drawing, "Data");
    walk_escher(drawing, [&](const EscherRecord& record) {
      if (is_escher_picture(record.type)) read_escher_picture(record, "Data", emitter_);
      if (record.type == 0xf007 && record.data.size() > 36)
        walk_escher(part_of(record.data, std::size_t{36} + record.data[33]), [&](const EscherRecord& inner) {
          if (is_escher_picture(inner.type)) read_escher_picture(inner, "Data", emitter_);
        });
    });
    for (const EscherShape& shape : escher_shapes(drawing)) cropped += shape.cropped ? 1 : 0;
    if (cropped > 0)
      emitter_.observe(
          {.trait = Trait::kCropped, .part = "Data", .place = "a picture with a part cut off", .cells = cropped});
  }

  void close() {
    visible_.close(Trait::kVisible, kPart, "the text");
    comments_.close(Trait::kComment, kPart, "comments");
    inserted_.close(Trait::kInserted, kPart, "text marked as inserted, with who inserted it when");
    deleted_.close(Trait::kDeleted, kPart, "text marked as deleted, and still there");
    hidden_.close(Trait::kTextHidden, kPart, "text formatted as hidden");
    unseen_.close(Trait::kTextUnseen, kPart, "text in the colour of its background");
    tiny_.close(Trait::kTextTiny, kPart, "text too small to be seen");
    off_.close(Trait::kTextOffPage, kPart, "text outside the page");
    unshown_.close(Trait::kTextHidden, kPart, "a header, note, text box or merged cell that no page shows");
    covered_.close(Trait::kTextCovered, kPart, "text under a shape");
    if (cover_.covered_pictures() > 0)
      emitter_.observe({.trait = Trait::kPictureCovered,
                        .part = kPart,
                        .place = "pictures that lie under a shape, or a part of which does",
                        .cells = cover_.covered_pictures()});
    fields_.close(kPart);
    if (format_changes_ > 0)
      emitter_.observe({.trait = Trait::kFormatChanged,
                        .part = kPart,
                        .place = "changes of format, with who made them when",
                        .cells = format_changes_});
  }

  const WordFile& file_;
  WordStyleSheet styles_;
  std::set<unsigned> signs_;  // fonts
  WordPlan plan_;
  Coverage& used_;
  WordAside& aside_;
  Emitter& emitter_;
  Layer visible_, comments_, inserted_, deleted_, hidden_, unseen_, tiny_, off_, unshown_, covered_;
  std::vector<WordCover> covers_;
  std::size_t next_cover_ = 0;
  PageCover cover_{visible_, covered_};
  bool begins_ = true, page_ends_ = false;  // a paragraph, with this letter
  WordFields fields_;
  std::vector<Run> runs_;
  std::vector<Paragraph> paragraphs_;
  std::vector<Piece> pieces_;
  std::vector<ByteView> changes_;
  std::set<std::size_t> pictures_;
  WordRunLook look_;
  std::string words_, line_;
  std::size_t run_ = SIZE_MAX, paragraph_ = SIZE_MAX, story_ = 0, style_ = SIZE_MAX;
  std::uint32_t fill_ = kNoColour;
  std::uint64_t format_changes_ = 0;
  char32_t half_ = 0;
  std::uint16_t change_ = 0;
  WordPart part_;
  std::map<std::size_t, WordRowLook> rows_;  // by where their marks begin
  const WordRowLook* row_ = nullptr;
  std::size_t row_from_ = 0, row_to_ = 0, cell_ = 0;
  std::optional<std::uint32_t> ground_ = kWhite;
  bool thin_ = false, away_ = false, merged_ = false, paints_cells_ = false;
};

}  // namespace

void read_word_text(const WordFile& file, Coverage& used, WordAside& aside, Emitter& emitter) {
  WordText(file, used, aside, emitter).read();
}

}  // namespace tipstaff::document
