// Compound files and the records inside them made by hand, for tests of xls, doc, ppt and msg files.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tipstaff::test {

inline std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += i < 8 ? static_cast<char>(value >> (8 * i) & 0xff) : '\0';
  return out;
}
inline std::string wide(const std::string& ascii) {
  std::string out;
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

class CompoundMaker {
 public:
  // "ObjectPool/_1/Contents": storages come as they are needed.
  CompoundMaker& add(const std::string& path, const std::string& content) {
    Node* at = &root_;
    std::size_t from = 0;
    for (std::size_t slash; (slash = path.find('/', from)) != std::string::npos; from = slash + 1)
      at = &child(*at, path.substr(from, slash - from));
    Node& leaf = child(*at, path.substr(from));
    leaf.stream = true;
    leaf.content = content;
    return *this;
  }
  // A sector that nothing uses, with this in it.
  CompoundMaker& leftover(const std::string& content) {
    leftover_ = content;
    return *this;
  }
  // Streams below 4096 bytes go to the small ones (§2.6.3), as they must.
  std::string finish() const {
    Laid laid;
    lay(root_, laid);
    std::vector<std::uint32_t> next;
    std::string body;
    const auto put = [&](std::string content) {
      const auto first = static_cast<std::uint32_t>(next.size());
      content.resize((content.size() + 511) / 512 * 512);
      for (std::size_t i = 0; i < content.size() / 512; ++i)
        next.push_back(static_cast<std::uint32_t>(next.size() + 1));
      if (content.empty()) return 0xfffffffeU;
      next.back() = 0xfffffffe;
      body += content;
      return first;
    };
    for (Entry& entry : laid.entries)
      if (entry.node->stream && entry.node->content.size() >= 4096) entry.start = put(entry.node->content);
    laid.entries[0].start = put(laid.small);
    laid.entries[0].size = laid.small.size();
    std::string small_table, directory;
    for (const std::uint32_t each : laid.small_next) small_table += le(each, 4);
    small_table.resize((small_table.size() + 511) / 512 * 512, '\xff');
    const std::size_t small_sectors = small_table.size() / 512;
    const std::uint32_t small_start = put(small_table);
    for (const Entry& entry : laid.entries) directory += record(entry);
    while (directory.size() % 512 != 0)
      directory += std::string(0x44, '\0') + std::string(12, '\xff') + std::string(128 - 0x50, '\0');
    const std::uint32_t directory_start = put(directory);
    if (!leftover_.empty()) {
      put(leftover_);
      for (std::size_t i = next.size() - (leftover_.size() + 511) / 512; i < next.size(); ++i) next[i] = 0xffffffff;
    }
    std::size_t tables = 1;
    while (tables * 128 < next.size() + tables) ++tables;
    const std::size_t first_table = next.size();
    for (std::size_t i = 0; i < tables; ++i) next.push_back(0xfffffffd);
    std::string table;
    for (const std::uint32_t each : next) table += le(each, 4);
    table.resize(tables * 512, '\xff');
    std::string head = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(16, '\0') + le(0x3e, 2) + le(3, 2) +
                       le(0xfffe, 2) + le(9, 2) + le(6, 2) + std::string(6, '\0') + le(0, 4) + le(tables, 4) +
                       le(directory_start, 4) + le(0, 4) + le(4096, 4) + le(small_start, 4) + le(small_sectors, 4) +
                       le(0xfffffffe, 4) + le(0, 4);
    for (std::size_t i = 0; i < 109; ++i) head += le(i < tables ? first_table + i : 0xffffffff, 4);
    return head + body + table;
  }

 private:
  struct Node {
    std::string name, content;
    bool stream = false;
    std::vector<Node> children;
  };
  struct Entry {
    const Node* node;
    std::uint32_t start = 0, child = 0xffffffff, right = 0xffffffff;
    std::uint64_t size = 0;
  };
  struct Laid {
    std::vector<Entry> entries;
    std::string small;
    std::vector<std::uint32_t> small_next;
  };
  static Node& child(Node& of, const std::string& name) {
    for (Node& each : of.children)
      if (each.name == name) return each;
    of.children.push_back({name, "", false, {}});
    return of.children.back();
  }
  static std::uint32_t lay(const Node& node, Laid& out) {
    const auto number = static_cast<std::uint32_t>(out.entries.size());
    out.entries.push_back({&node});
    out.entries.back().size = node.content.size();
    if (node.stream && node.content.size() < 4096 && !node.content.empty()) {
      out.entries.back().start = static_cast<std::uint32_t>(out.small_next.size());
      const std::size_t pieces = (node.content.size() + 63) / 64;
      for (std::size_t i = 1; i <= pieces; ++i)
        out.small_next.push_back(i == pieces ? 0xfffffffe : static_cast<std::uint32_t>(out.small_next.size() + 1));
      out.small += node.content;
      out.small.resize((out.small.size() + 63) / 64 * 64);
    }
    std::uint32_t before = 0xffffffff;
    for (const Node& each : node.children) {
      const std::uint32_t at = lay(each, out);
      (before == 0xffffffff ? out.entries[number].child : out.entries[before].right) = at;
      before = at;
    }
    return number;
  }
  std::string record(const Entry& entry) const {
    const bool root = entry.node == &root_;
    std::string name = wide(root ? "Root Entry" : entry.node->name);
    const std::size_t length = name.size() + 2;
    name.resize(64);
    const int kind = root ? 5 : entry.node->stream ? 2 : 1;
    return name + le(length, 2) + le(static_cast<std::uint64_t>(kind), 1) + le(1, 1) + le(0xffffffff, 4) +
           le(entry.right, 4) + le(entry.child, 4) + std::string(36, '\0') + le(entry.start, 4) + le(entry.size, 8);
  }
  Node root_;
  std::string leftover_;
};

// Property sets ([MS-OLEPS] §2.21): one set of properties, by number; of a set of somebody's own, number 0 names them.
constexpr std::uint32_t kSummarySet = 0xf29f85e0, kOwnSet = 0xd5cdd505;
inline std::string property_text(const std::string& words) {
  return le(30, 4) + le(words.size() + 1, 4) + words + '\0';
}
inline std::string property_set(std::uint32_t format, const std::vector<std::pair<unsigned, std::string>>& values) {
  std::string list, content;
  for (const auto& [id, value] : values) {
    list += le(id, 4) + le(8 + 8 * values.size() + content.size(), 4);
    content += value;
    content.resize((content.size() + 3) / 4 * 4);
  }
  const std::string set = le(8 + list.size() + content.size(), 4) + le(values.size(), 4) + list + content;
  return le(0xfffe, 2) + le(0, 2) + le(0, 4) + std::string(16, '\0') + le(1, 4) + le(format, 4) +
         std::string(12, '\0') + le(48, 4) + set;
}
inline std::string own_property(const std::string& name, const std::string& words) {
  return property_set(kOwnSet,
                      {{0, le(1, 4) + le(2, 4) + le(name.size() + 1, 4) + name + '\0'}, {2, property_text(words)}});
}
inline std::string property_picture() {
  return property_set(kSummarySet, {{17, le(71, 4) + le(8, 4) + le(0xffffffff, 4) + "\1\2\3\4"}});
}
// A file dropped into a document as a package, which says where it came from.
inline std::string dropped_file(const std::string& path, const std::string& content) {
  return le(0, 4) + le(2, 2) + std::string("list.txt\0", 9) + path + '\0' + le(0x30000, 4) + le(path.size() + 1, 4) +
         path + '\0' + le(content.size(), 4) + content;
}

// A record of BIFF; more than 8224 bytes are split by the caller.
inline std::string biff(std::uint16_t id, const std::string& data) { return le(id, 2) + le(data.size(), 2) + data; }
inline std::string biff_begin(std::uint16_t what) {
  return biff(0x809, le(0x600, 2) + le(what, 2) + std::string(12, '\0'));
}
inline std::string biff_word(const std::string& text) { return le(text.size(), 2) + '\0' + text; }
inline std::string biff_cell(unsigned row, unsigned column, const std::string& text, unsigned look = 0) {
  return biff(0x204, le(row, 2) + le(column, 2) + le(look, 2) + biff_word(text));
}

struct BiffSheet {
  std::string name, records;
  std::uint8_t state = 0, type = 0;
};
// A book of these sheets, with records of its own before them.
inline std::string biff_book(const std::vector<BiffSheet>& sheets, const std::string& more = "") {
  std::string list;
  std::size_t at = biff_begin(5).size() + more.size() + 4;
  for (const BiffSheet& sheet : sheets) at += 4 + 8 + sheet.name.size();
  for (const BiffSheet& sheet : sheets) {
    list +=
        biff(0x85, le(at, 4) + le(sheet.state, 1) + le(sheet.type, 1) + le(sheet.name.size(), 1) + '\0' + sheet.name);
    at += biff_begin(0x10).size() + sheet.records.size() + 4;
  }
  std::string out = biff_begin(5) + list + more + biff(0x0a, "");
  for (const BiffSheet& sheet : sheets) out += biff_begin(0x10) + sheet.records + biff(0x0a, "");
  return out;
}
inline std::string old_workbook(const std::vector<BiffSheet>& sheets, const std::string& more = "") {
  return CompoundMaker().add("Workbook", biff_book(sheets, more)).finish();
}

}  // namespace tipstaff::test
