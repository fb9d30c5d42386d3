// Pivot caches ([MS-XLS] §2.1.7.20.5): the fields of the source with the values they share, then its rows.
#include "document/sheets/biff.h"

namespace tipstaff::document {
namespace {

struct Field {
  std::vector<std::string> items;
  bool shared = false, wide = false;
};

class PivotCache {
 public:
  PivotCache(const std::string& part, Emitter& emitter)
      : part_(part), emitter_(emitter), items_(emitter), records_(emitter) {}

  void read(ByteView stream) {
    BiffRecords records(stream);
    while (const auto record = records.next()) {
      if (record->id == 0x0a) break;
      take(*record);
    }
    records_.end_row();
    for (const Field& field : fields_) {
      for (const std::string& item : field.items) items_.cell(item);
      items_.end_row();
    }
    items_.close(Trait::kPivotItems, part_, "the values of a pivot table's source, kept with it");
    records_.close(Trait::kPivotRecords, part_, "the rows of a pivot table's source, kept with it");
    Leftovers left(emitter_);
    left.add(part_of(stream, records.at()));
    left.close(part_, "behind the end of a pivot table's data");
  }

 private:
  void take(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    const ByteView data = record.data();
    switch (record.id) {
      case 0xc6:  // the cache: who refreshed it stands at the end
        if (little16(data, 18) > 0)
          emitter_.observe({.trait = Trait::kAuthor,
                            .part = part_,
                            .place = "the name of the user who last fetched a pivot table's data",
                            .cells = 1});
        break;
      case 0xc7: {
        const unsigned flags = little16(data, 0);
        fields_.push_back({{}, (flags & 1) != 0, (flags & 0x200) != 0});
        in_fields_ = true;
        break;
      }
      case 0xc8:
        rows(data);
        break;
      case 0xc9:
        value(number_text(walk.real(), false, false));
        break;
      case 0xca:
        value(walk.u16() != 0 ? "TRUE" : "FALSE");
        break;
      case 0xcc:
        value(std::to_string(static_cast<std::int16_t>(walk.u16())));
        break;
      case 0xcd:
        value(biff_text(walk));
        break;
      case 0xce:
        value(date(data));
        break;
      case 0xcb:
      case 0xcf:
        value("");
        break;
      default:
        break;
    }
  }
  static std::string date(ByteView data) {
    const unsigned day = data.size() > 4 ? data[4] : 0U;
    const std::string two = day < 10 ? "0" : "";
    const unsigned month = little16(data, 2);
    return two + std::to_string(day) + (month < 10 ? "/0" : "/") + std::to_string(month) + "/" +
           std::to_string(little16(data, 0));
  }
  // Values behind the fields that share none are rows of it.
  void value(std::string words) {
    if (in_fields_ && !fields_.empty() && fields_.back().shared) {
      fields_.back().items.push_back(std::move(words));
      return;
    }
    in_fields_ = false;
    records_.cell(words);
    if (++column_ >= std::max<std::size_t>(fields_.size(), 1) && !indexed_) {
      records_.end_row();
      column_ = 0;
    }
  }
  // A row: the numbers of shared values, one byte each or two.
  void rows(ByteView data) {
    in_fields_ = false;
    indexed_ = true;
    records_.end_row();
    std::size_t at = 0;
    for (const Field& field : fields_) {
      if (!field.shared) continue;
      const std::size_t index = field.wide ? little16(data, at) : at < data.size() ? data[at] : SIZE_MAX;
      at += field.wide ? 2 : 1;
      if (index < field.items.size()) records_.cell(field.items[index]);
    }
  }

  const std::string& part_;
  Emitter& emitter_;
  Layer items_, records_;
  std::vector<Field> fields_;
  std::size_t column_ = 0;
  bool in_fields_ = false, indexed_ = false;
};

}  // namespace

void read_biff_pivot(ByteView stream, const std::string& part, Emitter& emitter) {
  PivotCache(part, emitter).read(stream);
}

}  // namespace tipstaff::document
