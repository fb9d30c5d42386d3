// Every statement of the ledger. Portable SQL.
#pragma once

namespace tipstaff::ledger::sql {

inline constexpr const char* kSchema = R"(
CREATE TABLE entry (idx BIGINT PRIMARY KEY, leaf BLOB NOT NULL, box BLOB);
CREATE TABLE tile (level BIGINT NOT NULL, idx BIGINT NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, idx));
CREATE TABLE head (id BIGINT PRIMARY KEY, size BIGINT NOT NULL, root BLOB NOT NULL, micros BIGINT NOT NULL,
                   anchored BIGINT NOT NULL);
CREATE TABLE sealed_row (kind BIGINT NOT NULL, id BIGINT NOT NULL, entry BIGINT NOT NULL, box BLOB NOT NULL,
                         PRIMARY KEY (kind, id));
)";

inline constexpr const char* kInsertEntry = "INSERT INTO entry (idx, leaf, box) VALUES (?, ?, ?)";
inline constexpr const char* kEraseEntry = "UPDATE entry SET box = NULL WHERE idx = ?";
inline constexpr const char* kResealEntry = "UPDATE entry SET box = ? WHERE idx = ?";
inline constexpr const char* kEntry = "SELECT leaf, box FROM entry WHERE idx = ?";
inline constexpr const char* kEntriesFrom = "SELECT idx, leaf, box FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx";

inline constexpr const char* kInsertTile = "INSERT INTO tile (level, idx, hashes) VALUES (?, ?, ?)";
inline constexpr const char* kTile = "SELECT hashes FROM tile WHERE level = ? AND idx = ?";

inline constexpr const char* kInsertHead = "INSERT INTO head (id, size, root, micros, anchored) VALUES (1, ?, ?, ?, ?)";
inline constexpr const char* kUpdateHead = "UPDATE head SET size = ?, root = ?, micros = ?, anchored = ? WHERE id = 1";
inline constexpr const char* kHead = "SELECT size, root, micros, anchored FROM head WHERE id = 1";

inline constexpr const char* kRow = "SELECT entry, box FROM sealed_row WHERE kind = ? AND id = ?";
inline constexpr const char* kRowPlaces = "SELECT kind, id FROM sealed_row ORDER BY kind, id";
inline constexpr const char* kInsertRow = "INSERT INTO sealed_row (kind, id, entry, box) VALUES (?, ?, ?, ?)";
inline constexpr const char* kUpdateRow = "UPDATE sealed_row SET entry = ?, box = ? WHERE kind = ? AND id = ?";
inline constexpr const char* kRows = "SELECT kind, id, entry, box FROM sealed_row ORDER BY kind, id";

}  // namespace tipstaff::ledger::sql
