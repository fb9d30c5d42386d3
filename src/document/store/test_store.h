// Outlook's stores of mail made by hand ([MS-PST]), for tests: mails with properties and attachments, in each form and
// each code. Indexes of one level, or of two; no folders.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "document/store/store_file.h"
#include "test_compound.h"

namespace tipstaff::test {

class StoreMaker {
 public:
  using Form = document::StoreForm;
  using Code = document::StoreCode;
  struct Property {
    std::uint16_t tag, type;
    std::string value;
  };
  using Properties = std::vector<Property>;
  static Property text(std::uint16_t tag, const std::string& ascii) { return {tag, 0x1f, wide(ascii)}; }

  StoreMaker(Form form, Code code) : form_(form), code_(code) {}

  // A node within a node: what it holds, and what lies in it.
  struct Inner {
    std::uint32_t id;
    std::uint64_t data, nodes = 0;
  };
  std::uint64_t nodes(const std::vector<Inner>& inner) {
    if (inner.empty()) return 0;
    std::string list = "\x02" + le(0, 1) + le(inner.size(), 2) + le(0, width() - 4);
    for (const Inner& each : inner) list += le(each.id, width()) + le(each.data, width()) + le(each.nodes, width());
    return add_block(list, true);
  }
  // Of any length: in one block, or in a list of them, or in a list of lists.
  std::uint64_t data(const std::string& bytes, std::size_t piece = 8176, std::size_t to_a_list = 1000) {
    if (bytes.size() <= piece) return add_block(bytes, false);
    std::vector<std::uint64_t> blocks, lists;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      blocks.push_back(add_block(bytes.substr(at, piece), false));
    for (std::size_t at = 0; at < blocks.size(); at += to_a_list)
      lists.push_back(list(1, {blocks.begin() + static_cast<std::ptrdiff_t>(at),
                               blocks.begin() + static_cast<std::ptrdiff_t>(std::min(at + to_a_list, blocks.size()))}));
    return lists.size() == 1 ? lists[0] : list(2, lists);
  }
  // A heap with the properties of one thing. Those of more than 3,580 bytes go to nodes, which are added to `inner`.
  std::uint64_t properties(const Properties& all, std::vector<Inner>& inner) {
    std::vector<std::string> items = {"", ""};  // the tree's heading, its leaves
    for (const Property& each : all) {
      std::string at = le(0, 4);
      if (each.type == 0x03) {
        at = each.value;
      } else if (each.value.size() > 3580) {
        inner.push_back({static_cast<std::uint32_t>(0x1000 + 32 * inner.size()) | 0x1f, data(each.value)});
        at = le(inner.back().id, 4);
      } else if (!each.value.empty()) {
        items.push_back(each.value);
        at = le(items.size() << 5, 4);
      }
      items[1] += le(each.tag, 2) + le(each.type, 2) + at;
    }
    items[0] = "\xb5\x02\x06" + le(0, 1) + le(2 << 5, 4);
    return data(heap('\xbc', items));
  }
  // A table of texts: columns of tags, the same number in each row.
  std::uint64_t table(const std::vector<std::uint16_t>& tags, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::string> items = {"", "", ""};  // its heading, the rows' index, the rows
    const std::size_t bits = 8 + 4 * tags.size(), size = bits + (tags.size() + 7) / 8;
    for (const auto& row : rows) {
      std::string line = le(0, 8), there((tags.size() + 7) / 8, '\0');
      for (std::size_t i = 0; i < tags.size(); ++i) {
        if (!row[i].empty()) {
          items.push_back(wide(row[i]));
          there[i / 8] = static_cast<char>(there[i / 8] | 1 << (7 - i % 8));
        }
        line += le(row[i].empty() ? 0 : items.size() << 5, 4);
      }
      items[2] += line + there;
    }
    std::string& heading = items[0];
    heading = "\x7c" + le(tags.size(), 1) + le(bits, 2) + le(bits, 2) + le(bits, 2) + le(size, 2) + le(2 << 5, 4) +
              le(3 << 5, 4) + le(0, 4);
    for (std::size_t i = 0; i < tags.size(); ++i)
      heading += le(0x1f, 2) + le(tags[i], 2) + le(8 + 4 * i, 2) + le(4, 1) + le(i, 1);
    items[1] = "\xb5\x04\x04" + le(0, 5);
    return data(heap('\x7c', items));
  }
  StoreMaker& node(std::uint32_t id, std::uint64_t data, std::uint64_t nodes = 0) {
    nodes_.push_back({id, data, nodes});
    return *this;
  }
  // A mail under the next number: its properties, and attachments with theirs.
  StoreMaker& mail(const Properties& own, const std::vector<Properties>& attachments = {},
                   std::vector<Inner> inner = {}) {
    for (const Properties& each : attachments) {
      std::vector<Inner> within;
      const std::uint64_t data = properties(each, within);
      inner.push_back({static_cast<std::uint32_t>(0x8000 + 32 * inner.size()) | 0x05, data, nodes(within)});
    }
    const std::uint64_t data = properties(own, inner);
    return node(++mails_ << 5 | 0x04, data, nodes(inner));
  }

  std::string make(std::size_t to_a_page = 12) {
    std::vector<std::string> nodes, blocks;
    std::vector<std::uint64_t> ids;
    for (const Inner& each : nodes_)
      nodes.push_back(le(each.id, width()) + le(each.data, width()) + le(each.nodes, width()) +
                      le(0, width() == 4 ? 4 : 8));
    for (const auto& [id, at, size, whole] : blocks_) {
      blocks.push_back(le(id, width()) + le(at, width()) + le(size, 2) + le(form_ == Form::kLargePages ? whole : 2, 2) +
                       le(0, width() == 4 ? 0 : 4));
      ids.push_back(id);
    }
    const std::uint64_t node_root = index(0x81, nodes, to_a_page), block_root = index(0x80, blocks, to_a_page);
    std::string header(564, '\0');
    header.replace(0, 4, "!BDN");
    header.replace(8, 2, "SM");
    header[10] = static_cast<char>(form_ == Form::kAnsi ? 15 : form_ == Form::kUnicode ? 23 : 36);
    const std::size_t at = form_ == Form::kAnsi ? 188 : 224;
    header.replace(at, static_cast<std::size_t>(width()), le(node_root, width()));
    header.replace(at + 2 * static_cast<std::size_t>(width()), static_cast<std::size_t>(width()),
                   le(block_root, width()));
    header[form_ == Form::kAnsi ? 461 : 513] = static_cast<char>(code_);
    return header + std::string(kBegin - header.size(), '\0') + bytes_;
  }

 private:
  static constexpr std::size_t kBegin = 0x4400;
  struct Block {
    std::uint64_t id, at;
    std::size_t size, whole;
  };
  int width() const { return form_ == Form::kAnsi ? 4 : 8; }
  std::uint64_t put(const std::string& bytes) {
    const std::uint64_t at = kBegin + bytes_.size();
    bytes_ += bytes + std::string(24 + (64 - (bytes.size() + 24) % 64) % 64, '\0');
    return at;
  }
  std::uint64_t add_block(std::string bytes, bool internal) {
    const std::uint64_t id = (next_block_ += 4) | (internal ? 2U : 0U);
    const std::size_t whole = bytes.size();
    if (form_ == Form::kLargePages && whole > 64) {
      uLongf size = compressBound(whole);
      std::string packed(size, '\0');
      compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), whole);
      bytes = packed.substr(0, size);
    }
    std::span<std::uint8_t> coded(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
    if (!internal && code_ == Code::kCyclic) document::code_cyclic(coded, static_cast<std::uint32_t>(id));
    if (!internal && code_ == Code::kPermuted)
      for (std::uint8_t& byte : coded) byte = permuted(byte);
    blocks_.push_back({id, put(bytes), bytes.size(), whole});
    return id;
  }
  static std::uint8_t permuted(std::uint8_t byte) {
    for (unsigned i = 0; i < 256; ++i) {
      std::uint8_t read[] = {static_cast<std::uint8_t>(i)};
      document::decode_permuted(read);
      if (read[0] == byte) return static_cast<std::uint8_t>(i);
    }
    return 0;
  }
  std::uint64_t list(int level, const std::vector<std::uint64_t>& blocks) {
    std::string out = le(1, 1) + le(static_cast<std::uint64_t>(level), 1) + le(blocks.size(), 2) + le(0, 4);
    for (const std::uint64_t each : blocks) out += le(each, width());
    return add_block(out, true);
  }
  std::string heap(char kind, const std::vector<std::string>& items) const {
    std::string out = le(0, 2) + "\xec" + kind + le(1 << 5, 4) + le(0, 4), map = le(items.size(), 2) + le(0, 2);
    for (const std::string& item : items) {
      map += le(out.size(), 2);
      out += item;
    }
    map += le(out.size(), 2);
    out.replace(0, 2, le(out.size(), 2));
    return out + map;
  }
  std::string page(char type, const std::vector<std::string>& entries, unsigned level) const {
    const bool large = form_ == Form::kLargePages;
    const std::size_t end = large ? 4056 : form_ == Form::kAnsi ? 496 : 488;
    std::string out;
    for (const std::string& entry : entries) out += entry;
    out.resize(end);
    const std::size_t size = entries.empty() ? 32 : entries[0].size();
    out += le(entries.size(), large ? 2 : 1) + le(20, large ? 2 : 1) + le(size, 1) + le(level, 1);
    out.resize(large ? 4072 : form_ == Form::kAnsi ? 500 : 496);
    out += std::string(2, type);
    out.resize(large ? 4096 : 512);
    return out;
  }
  std::uint64_t index(int type, const std::vector<std::string>& entries, std::size_t to_a_page) {
    std::vector<std::string> level = entries;
    for (unsigned height = 0;; ++height) {
      std::vector<std::string> above;
      std::uint64_t at = 0;
      for (std::size_t i = 0; i == 0 || i < level.size(); i += to_a_page) {
        const std::vector<std::string> some(
            level.begin() + static_cast<std::ptrdiff_t>(i),
            level.begin() + static_cast<std::ptrdiff_t>(std::min(i + to_a_page, level.size())));
        at = put(page(static_cast<char>(type), some, height));
        if (!some.empty())
          above.push_back(some[0].substr(0, static_cast<std::size_t>(width())) + le(0, width()) + le(at, width()));
      }
      if (above.size() <= 1) return at;
      level = above;
    }
  }

  Form form_;
  Code code_;
  std::string bytes_;
  std::vector<Block> blocks_;
  std::vector<Inner> nodes_;
  std::uint64_t next_block_ = 0;
  std::uint32_t mails_ = 0x10000;
};

}  // namespace tipstaff::test
