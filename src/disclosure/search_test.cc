#include "document/pdf/qpdf.h"  // before its other headers

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <qpdf/QPDFWriter.hh>

#include <array>
#include <fstream>

#include "crypto/hash.h"
#include "disclosure/search.h"
#include "document/document_child.h"
#include "document/letters.h"
#include "document/store/store_file.h"
#include "document/store/test_store.h"
#include "test_pdf.h"
#include "test_support.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using document::StoreCode;
using document::StoreForm;

// Twelve people of a roll, and a table of them.
struct Twelve {
  Twelve() : index(make(table)) {}
  std::string table;
  match::Index index;

 private:
  static match::Index make(std::string& table) {
    match::Builder builder(Plaintext::copy_of("0123456789abcdef0123456789abcdef"));
    for (int i = 0; i < 12; ++i) {
      const std::string surname = std::string("Ravelston") + static_cast<char>('a' + i),
                        forename = std::string("Corwen") + static_cast<char>('a' + i),
                        number = "NM7311" + std::to_string(10 + i);
      builder.add({surname, forename, "Constable", "", "", number, "", ""});
      table += forename + " " + surname + "\t" + number + "\r\n";
    }
    return std::move(builder).finish();
  }
};

Result<SearchedFile> search(const std::string& content, const Twelve& twelve) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "archive.pst";
  std::ofstream(path, std::ios::binary) << content;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  return search_file(path, rolls);
}

// What was deleted and is not yet written over: no index leads there, and it lies there as it did. Behind more than one
// piece of 4 MiB too, and over its edge.
TEST(MailStore, PeopleAreFoundInWhatWasDeleted) {
  const Twelve twelve;
  const std::string wide = test::wide(twelve.table);
  std::array<std::uint8_t, 256> encoded{};
  for (unsigned i = 0; i < 256; ++i) {
    std::uint8_t read[] = {static_cast<std::uint8_t>(i)};
    document::decode_permuted(read);
    encoded[read[0]] = static_cast<std::uint8_t>(i);
  }
  for (const StoreCode code : {StoreCode::kPlain, StoreCode::kPermuted, StoreCode::kCyclic}) {
    const std::string store = test::StoreMaker(StoreForm::kUnicode, code).mail({}).make();
    for (const std::size_t before : {std::size_t{0}, (std::size_t{4} << 20) - store.size() - wide.size() / 2}) {
      std::string deleted = wide;
      if (code == StoreCode::kPermuted)
        for (char& c : deleted) c = static_cast<char>(encoded[static_cast<std::uint8_t>(c)]);
      const auto found = search(store + std::string(before, '\0') + deleted, twelve);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->kind, "pst");
      EXPECT_TRUE(found->whole());
      // A rotor machine's bytes mean nothing without their block.
      EXPECT_EQ(found->found[0].summary().people, code == StoreCode::kCyclic ? 0U : 12U) << before;
    }
  }
}

// An attached workbook or archive is packed: its bytes say nothing, wherever they lie.
TEST(MailStore, PeopleAreFoundInWhatIsAttached) {
  const Twelve twelve;
  const std::string attached = test::ZipMaker().add("list.csv", twelve.table).finish();
  for (const StoreForm form : {StoreForm::kAnsi, StoreForm::kUnicode, StoreForm::kLargePages})
    for (const StoreCode code : {StoreCode::kPlain, StoreCode::kPermuted, StoreCode::kCyclic}) {
      const auto found = search(test::StoreMaker(form, code)
                                    .mail({test::StoreMaker::text(0x0037, "As asked")},
                                          {{test::StoreMaker::text(0x3707, "list.zip"), {0x3701, 0x102, attached}}})
                                    .make(),
                                twelve);
      ASSERT_TRUE(found);
      EXPECT_TRUE(found->whole()) << found->unread;
      EXPECT_EQ(found->found[0].summary().people, 12U);
      EXPECT_EQ(found->found[0].summary().grade, match::Grade::kSure);
      EXPECT_EQ(found->inside.size(), 2U);
    }
}

TEST(MailStore, SaysWhatCouldNotBeSearched) {
  const Twelve twelve;
  const std::string store = test::StoreMaker(StoreForm::kUnicode, StoreCode::kPlain).mail({}).make();
  std::string encrypted = store, to_come = store, cut = store.substr(0, 0x4500);
  encrypted[513] = 0x10;
  to_come[10] = 50;
  for (const std::string& closed : {encrypted, to_come, cut, std::string("!BDN")}) {
    const auto found = search(closed, twelve);
    ASSERT_TRUE(found);
    EXPECT_NE(found->unread.find("cannot be searched"), std::string_view::npos);
  }
  // One of its mails is damaged, or holds what nobody can open.
  const auto in_part =
      search(test::StoreMaker(StoreForm::kUnicode, StoreCode::kPlain).mail({}).node(0x200064, 4096).make(), twelve);
  ASSERT_TRUE(in_part);
  EXPECT_NE(in_part->unread.find("some of its mails"), std::string_view::npos);
}

// How a store of mail is read, child by child.
struct Children : document::Sink {
  void row(std::uint32_t, std::span<const std::string> cells) override {
    for (const std::string& cell : cells) words += cell + '\n';
  }
  void observed(const document::Observation& seen) override {
    unread += seen.trait == document::Trait::kUnread ? 1U : 0U;
  }
  Result<std::uint64_t> read(const std::string& store, SandboxLimits limits = document::document_role().limits) {
    const test::TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "archive.pst";
    std::ofstream(path, std::ios::binary) << store;
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return document::read_in_turns(
        document::InTurns::kMailStore, file.get(), store.size(), *this, [&] { ++children; }, limits);
  }
  std::string words;
  std::size_t unread = 0, children = 0;
};

// What one mail does to its child is said of that mail, and those behind it are read.
TEST(MailStore, AMailThatStopsItsChildStopsNoOther) {
  using test::StoreMaker;
  std::string lines;
  for (int i = 0; i < 30'000; ++i) lines += "A line of it\n";
  const std::string store = StoreMaker(StoreForm::kUnicode, StoreCode::kPermuted)
                                .mail({StoreMaker::text(0x0037, "The first")})
                                .mail({StoreMaker::text(0x1000, lines)})
                                .mail({StoreMaker::text(0x0037, "The third")})
                                .make();
  SandboxLimits limits = document::document_role().limits;
  limits.largest_answer = 100U << 10;  // as if it had answered nonsense
  Children heard;
  EXPECT_EQ(heard.read(store, limits), 3U);
  EXPECT_EQ(heard.children, 2U);
  EXPECT_EQ(heard.unread, 1U);
  EXPECT_NE(heard.words.find("The first"), std::string::npos);
  EXPECT_NE(heard.words.find("The third"), std::string::npos);
  Children unhindered;
  EXPECT_EQ(unhindered.read(store), 3U);
  EXPECT_EQ(unhindered.children, 1U);
  EXPECT_EQ(unhindered.unread, 0U);
}

// No child reads or tells without end: another goes on where it stopped.
TEST(MailStore, ManyAreReadByOneChildAfterTheOther) {
  using test::StoreMaker;
  StoreMaker maker(StoreForm::kUnicode, StoreCode::kPlain);
  for (int i = 0; i < 12'000; ++i)
    maker.mail({StoreMaker::text(0x0037, "Number " + std::to_string(i)), StoreMaker::text(0x1000, "Its text")});
  Children heard;
  EXPECT_EQ(heard.read(maker.make()), 12'000U);
  EXPECT_GE(heard.children, 2U);
  EXPECT_EQ(heard.unread, 0U);
  EXPECT_NE(heard.words.find("Number 11999\n"), std::string::npos);
}
TEST(MailStore, MuchIsReadByOneChildAfterTheOther) {
  using test::StoreMaker;
  StoreMaker maker(StoreForm::kUnicode, StoreCode::kPlain);
  const std::string large(std::size_t{35} << 20, '\0');
  for (int i = 0; i < 3; ++i)
    maker.mail({StoreMaker::text(0x0037, "Number " + std::to_string(i))},
               {{StoreMaker::text(0x3707, "large.bin"), {0x3701, 0x102, large}}});
  Children heard;
  EXPECT_EQ(heard.read(maker.make()), 3U);
  EXPECT_EQ(heard.children, 2U);
  for (int i = 0; i < 3; ++i) EXPECT_NE(heard.words.find("Number " + std::to_string(i)), std::string::npos);
}

// Packed files on a disk's image: their people, and their hashes, by which copies on record are known.
TEST(Search, PackedFilesInsideBytesAreRead) {
  const Twelve twelve;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  const std::string zip = test::ZipMaker().add("list.csv", twelve.table).finish();
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "disk.img";
  const auto searched = [&](const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
    return search_file(path, rolls).value();
  };
  // Over the edge of a piece too.
  for (const std::size_t before : {std::size_t{4096}, (std::size_t{4} << 20) - zip.size() + 11}) {
    const SearchedFile found = searched(std::string(before, '\x01') + zip + std::string(5000, '\x02'));
    EXPECT_EQ(found.kind, "bytes");
    EXPECT_TRUE(found.whole()) << found.unread;
    EXPECT_EQ(found.found[0].summary().people, 12U);
    EXPECT_EQ(found.found[0].summary().grade, match::Grade::kSure);
    ASSERT_FALSE(found.inside.empty());
    EXPECT_EQ(found.inside[0].sha256, crypto::sha256(as_bytes(zip)));
  }
  // An end that leads to no archive is nothing; an archive that cannot be read is said.
  std::string no_archive = zip, damaged = zip;
  no_archive[0] = 'X';
  for (std::size_t i = 40; i < zip.size() / 2; ++i) damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
  EXPECT_TRUE(searched(std::string(4096, '\x01') + no_archive).whole());
  EXPECT_NE(searched(std::string(4096, '\x01') + damaged).unread.find("packed files"), std::string_view::npos);
  // Ends that all lead to one beginning cost no more than a few times the file.
  std::string ends = std::string(100, '\x01') + zip;
  const std::string end = zip.substr(zip.size() - 22, 12);
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const std::size_t here = ends.size() - 100, directory = document::little32(as_bytes(zip), zip.size() - 6);
    ends += end + test::le(here - directory, 4) + test::le(directory, 4) + test::le(0, 2);
  }
  const SearchedFile many = searched(ends);
  EXPECT_LT(many.inside.size(), 500U);
  EXPECT_NE(many.unread.find("packed files"), std::string_view::npos);
}

// Of many gigabytes of mail some are read at a time, each mail whole.
TEST(Search, LargeMailBoxesAreReadMailByMail) {
  const Twelve twelve;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  const auto mail = [](const std::string& attached) {
    std::string lines = base64(as_bytes(attached));
    for (std::size_t at = 76; at < lines.size(); at += 77) lines.insert(at, 1, '\n');
    return "From a@example.org Mon Jan  5 09:00:00 2026\nFrom: a@example.org\nTo: b@example.org\nSubject: List\n"
           "MIME-Version: 1.0\nContent-Type: application/octet-stream; name=list.zip\n"
           "Content-Transfer-Encoding: base64\n\n" +
           lines + "\n\n";
  };
  const std::string people = mail(test::ZipMaker().add("list.csv", twelve.table).finish());
  const std::string filler = mail(std::string(std::size_t{1} << 20, '\0'));
  std::string box;
  while (box.size() < std::size_t{63} << 20) box += filler;
  for (int i = 0; i < 3; ++i) box += filler;  // the first 64 MiB end in one of these
  box += people;
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "inbox";
  std::ofstream(path, std::ios::binary) << box;
  const SearchedFile found = search_file(path, rolls, false, 1000).value();
  EXPECT_EQ(found.kind, "mbox");
  EXPECT_EQ(found.found[0].summary().people, 12U);
  EXPECT_TRUE(found.whole()) << found.unread;
}

// As another program packs it: ‘zip’, ‘pax’ or ‘7zip’, by ‘none’, ‘gzip’, ‘bzip2’, ‘xz’ or ‘zstd’; ‘raw’: one file and
// no archive.
std::string packed(const std::string& format, const std::string& filter,
                   const std::vector<std::pair<std::string, std::string>>& files) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "packed";
  const std::unique_ptr<::archive, decltype(&archive_write_free)> writer(archive_write_new(), &archive_write_free);
  EXPECT_EQ(archive_write_set_format_by_name(writer.get(), format.c_str()), ARCHIVE_OK);
  if (filter != "none") {
    EXPECT_EQ(archive_write_add_filter_by_name(writer.get(), filter.c_str()), ARCHIVE_OK);
  }
  EXPECT_EQ(archive_write_open_filename(writer.get(), path.c_str()), ARCHIVE_OK);
  for (const auto& [name, content] : files) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), &archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    EXPECT_EQ(archive_write_header(writer.get(), entry.get()), ARCHIVE_OK);
    EXPECT_EQ(archive_write_data(writer.get(), content.data(), content.size()),
              static_cast<la_ssize_t>(content.size()));
  }
  EXPECT_EQ(archive_write_close(writer.get()), ARCHIVE_OK);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What no reader knows is searched as bytes inside archives, mails and stores of mail too: a database somebody packed.
TEST(Search, FilesOfNoKnownKindInsideOthersAreSearchedAsBytes) {
  const Twelve twelve;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "backup";
  const auto searched = [&](const std::string& content, std::uint64_t largest) {
    std::ofstream(path, std::ios::binary) << content;
    return search_file(path, rolls, false, largest).value();
  };
  const std::string filler(document::kPieceBytes, '\x01'), wide = test::wide(twelve.table);
  std::vector<std::string> unknown;
  for (const std::string& people :
       {twelve.table, wide})  // within a piece, at its end, over its edge, behind a whole one
    for (const std::size_t before :
         {std::size_t{9}, filler.size() - people.size(), filler.size() - people.size() / 2, filler.size()})
      unknown.push_back(filler.substr(0, before) + people + filler.substr(0, 77));
  for (const std::string& file : unknown)
    for (const std::uint64_t largest : {document::kLargestFile, std::size_t{10}}) {
      const SearchedFile found = searched(
          packed("zip", "none", {{"a.bin", filler}, {"people.dat", file}, {"b.txt", "Nothing is said.\n"}}), largest);
      EXPECT_EQ(found.found[0].summary().people, 12U);
      EXPECT_TRUE(found.whole()) << found.unread;
    }
  const SearchedFile attached =
      searched(test::StoreMaker(StoreForm::kUnicode, StoreCode::kPermuted)
                   .mail({}, {{test::StoreMaker::text(0x3707, "people.dat"), {0x3701, 0x102, unknown[0]}}})
                   .make(),
               document::kLargestFile);
  EXPECT_EQ(attached.found[0].summary().people, 12U);
  EXPECT_TRUE(attached.whole()) << attached.unread;
  // Half a person in one file and half in the next are nobody.
  const std::string half = twelve.table.substr(0, 13), rest = twelve.table.substr(13, 6);  // in the surname
  EXPECT_EQ(searched(packed("zip", "none", {{"a", filler + half}, {"b", rest + filler}}), document::kLargestFile)
                .found[0]
                .summary()
                .people,
            0U);
  // A kind that is known and has no reader is searched too, and said; so are packed files among such bytes.
  const SearchedFile database =
      searched(packed("zip", "none", {{"hr.db", "SQLite format 3" + std::string(1, '\0') + twelve.table}}),
               document::kLargestFile);
  EXPECT_EQ(database.found[0].summary().people, 12U);
  EXPECT_FALSE(database.whole());
  const std::string list = test::ZipMaker().add("list.csv", twelve.table).finish();
  EXPECT_FALSE(searched(packed("zip", "none", {{"disk.img", filler + list + filler}}), document::kLargestFile).whole());
}

// Archives too large to be held are read a file at a time.
TEST(Search, LargeArchivesAreReadFileByFile) {
  const Twelve twelve;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  std::vector<std::pair<std::string, std::string>> files;
  for (int i = 0; i < 30; ++i) files.emplace_back("folder/note " + std::to_string(i) + ".txt", "Nothing is said.\n");
  files.emplace_back("folder/list.zip", test::ZipMaker().add("list.csv", twelve.table).finish());
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "backup";
  const std::pair<std::string, std::string> ways[] = {{"zip", "none"}, {"7zip", "none"}, {"pax", "none"},
                                                      {"pax", "gzip"}, {"pax", "bzip2"}, {"pax", "xz"},
                                                      {"pax", "zstd"}};
  for (const auto& [format, filter] : ways) {
    SCOPED_TRACE(format + ' ' + filter);
    const std::string content = packed(format, filter, files);
    std::ofstream(path, std::ios::binary) << content;
    const SearchedFile found = search_file(path, rolls, false, 100).value();
    EXPECT_EQ(found.found[0].summary().people, 12U);
    EXPECT_EQ(found.inside.size(), 32U);
    EXPECT_TRUE(found.whole()) << found.unread;
    std::ofstream(path, std::ios::binary) << content.substr(0, content.size() / 2);
    EXPECT_FALSE(search_file(path, rolls, false, 100).value().whole()) << "cut short";
  }
}

// A dump of a database, packed: more than is read at once when it is unpacked.
TEST(Search, PackedDumpsAreReadInPieces) {
  const Twelve twelve;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  std::string dump;
  std::uint32_t dice = 1;
  while (dump.size() < std::size_t{20} << 20) {
    dump += "INSERT INTO log VALUES ('";
    for (int i = 0; i < 100; ++i) dump += std::to_string(dice = dice * 1664525 + 1013904223);
    dump += std::string(60'000, '-') + "');\n";
  }
  dump += twelve.table;
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "dump.sql.gz";
  std::ofstream(path, std::ios::binary) << packed("raw", "gzip", {{"dump.sql", dump}});
  const SearchedFile found = search_file(path, rolls, false, 1000).value();
  EXPECT_EQ(found.kind, "gz");
  EXPECT_EQ(found.found[0].summary().people, 12U);
  // What unpacks to anything at all is stopped, and said.
  std::ofstream(path, std::ios::binary) << packed("raw", "gzip",
                                                  {{"zeros", std::string(std::size_t{300} << 20, '\0')}});
  EXPECT_FALSE(search_file(path, rolls).value().whole());
}

// Too large to be held, it is read through its cross-references; what is packed in it says nothing as bytes.
TEST(Search, LargePdfAreReadThroughWhatTheirReaderAsksFor) {
  const Twelve twelve;
  const RollIndex rolls[] = {{"your roll", &twelve.index}};
  const test::TemporaryFolder folder;
  const auto searched = [&](const std::string& content, std::uint64_t largest = 10) {
    const std::filesystem::path path = folder.path() / "large.pdf";
    std::ofstream(path, std::ios::binary) << content;
    return search_file(path, rolls, false, largest).value();
  };
  std::string words = "BT /F1 10 Tf 12 TL 50 700 Td ";
  for (std::size_t at = 0; at < twelve.table.size(); at = twelve.table.find('\n', at) + 1)
    words += "(" + twelve.table.substr(at, twelve.table.find_first_of("\r\n", at) - at) + ") ' ";
  const auto hex = [](const std::string& data) {
    std::string out;
    for (const char c : data) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out + ">";
  };
  // Over many of the blocks in which its bytes are asked for, whose edges fall where they like.
  test::PdfMaker plain("");
  plain.stream(4, "/Filter /ASCIIHexDecode", hex(words + "ET"));
  for (int i = 0; i < 40; ++i)
    plain.set(100 + i, "<< /Filler (" + std::string(static_cast<std::size_t>(29'000 + 977 * i), '-') + ") >>");
  const std::string file = plain.finish();
  for (const SearchedFile& found : {searched(file), searched(file + "\r\n")}) {
    EXPECT_EQ(found.kind, "pdf");
    EXPECT_TRUE(found.whole()) << found.unread;
    EXPECT_EQ(found.found[0].summary().people, 12U);
  }
  const auto written = [&](bool linear, const char* password) {
    QPDF pdf;
    pdf.processMemoryFile("sample", file.data(), file.size());
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setLinearization(linear);
    writer.setObjectStreamMode(qpdf_o_generate);
    if (password != nullptr)
      writer.setR6EncryptionParameters(password, "invented", true, true, false, false, false, false, qpdf_r3p_none,
                                       true);
    writer.write();
    const auto out = writer.getBufferSharedPointer();
    return std::string(reinterpret_cast<const char*>(out->getBuffer()), out->getSize());
  };
  for (const bool linear : {false, true})
    for (const char* password : {static_cast<const char*>(nullptr), ""}) {
      const SearchedFile found = searched(written(linear, password));
      EXPECT_TRUE(found.whole()) << found.unread;
      EXPECT_EQ(found.found[0].summary().people, 12U) << linear;
    }
  // A password, an earlier version and damage are said; what can be read is.
  for (const std::uint64_t largest : {std::uint64_t{10}, std::uint64_t{document::kLargestFile}})
    EXPECT_FALSE(searched(written(false, "secret"), largest).whole()) << largest;
  test::PdfMaker newer = plain;
  newer.stream(4, "", "BT ET");
  EXPECT_FALSE(searched(plain.then(newer)).whole());
  const SearchedFile cut = searched(file.substr(0, file.rfind("startxref")));
  EXPECT_FALSE(cut.whole());
  EXPECT_EQ(cut.found[0].summary().people, 12U);
  EXPECT_FALSE(searched(file.substr(0, file.size() / 2)).whole());
}

// Too large to be unpacked, and its bytes say nothing: that nobody was found in it would be no answer.
TEST(Search, PackedFilesThatAreTooLargeAreNotCalledSearched) {
  const test::TemporaryFolder folder;
  const auto whole = [&](const std::string& content) {
    const std::filesystem::path path = folder.path() / "large";
    std::ofstream(path, std::ios::binary) << content;
    return search_file(path, {}, false, 10)->whole();
  };
  for (const std::string beginning : {"PK\x03\x04", "\x1f\x8b\x08", "7z\xbc\xaf", "BZh91", "%PDF-1.7"})
    EXPECT_FALSE(whole(beginning + std::string(100, 'x'))) << beginning;
  EXPECT_TRUE(whole("INSERT INTO staff VALUES" + std::string(100, 'x')));
}

}  // namespace
}  // namespace tipstaff::disclosure
