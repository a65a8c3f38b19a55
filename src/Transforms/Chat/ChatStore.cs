using System.Text;
using Microsoft.Data.Sqlite;

namespace ResearchML.Transforms;

/// <summary>Answers by key, who is asking for which, and what was spent: in a file that any number of processes share, or in memory.</summary>
/// <remarks>
/// <para>A claim says that someone asks for a key's answer: nobody else does while it is held. It ends when its answer is recorded, in the same transaction, or given up; when its
/// lease is not renewed for 15 seconds; and at once where its owner's process was on this machine and is gone.</para>
/// <para>A reservation is a row of spending that names a claim. It becomes what the call cost; where its claim died with its process it stays, as the call may have been paid.</para>
/// </remarks>
internal sealed class ChatStore : IDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly string _owner = ClaimOwner.New().ToString();
    private readonly Lock _gate = new();

    /// <param name="path">The file, or null for memory.</param>
    /// <param name="clock">The clock of leases and records.</param>
    /// <param name="option">The option that names the file, for messages.</param>
    /// <exception cref="InvalidDataException">The file is no such store.</exception>
    public ChatStore(string? path, TimeProvider clock, string option = ChatStoreFile.ChatOption) => (_connection, _clock) = (ChatStoreFile.Open(path, option), clock);

    public enum ClaimOutcome
    {
        /// <summary>The caller may ask.</summary>
        Mine,

        /// <summary>Another is asking.</summary>
        Others,

        /// <summary>The answer is there.</summary>
        Answered,
    }

    /// <summary>What came of a reservation: its id where there is one; else whether one in flight may still give money back; and what is spent and reserved.</summary>
    public readonly record struct Reservation(long? Id, bool MayFree, long SpentPicoUsd);

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The answer of a key, or null.</summary>
    public ChatReply? Find(string key)
    {
        lock (_gate)
            return FindUnlocked(key);
    }

    /// <summary>Takes the claim of a key that has no answer, unless another holds it.</summary>
    public ClaimOutcome Claim(string key) => InTransaction(() =>
    {
        if (FindUnlocked(key) is not null)
            return ClaimOutcome.Answered;
        if (Read("SELECT owner, expires FROM claims WHERE key = $1", r => IsHeld(r.GetString(0), r.GetInt64(1)), key).Contains(true))
            return ClaimOutcome.Others;
        Execute("INSERT OR REPLACE INTO claims (key, owner, expires) VALUES ($1, $2, $3)", key, _owner, Now + (long)Lease.TotalMilliseconds);
        return ClaimOutcome.Mine;
    });

    /// <summary>Begins the lease of a claim anew.</summary>
    public void Renew(string key)
    {
        lock (_gate)
            Execute("UPDATE claims SET expires = $1 WHERE key = $2 AND owner = $3", Now + (long)Lease.TotalMilliseconds, key, _owner);
    }

    /// <summary>Gives a claim up.</summary>
    public void Release(string key)
    {
        lock (_gate)
            Execute("DELETE FROM claims WHERE key = $1 AND owner = $2", key, _owner);
    }

    /// <summary>Keeps an answer, ends its claim and settles its reservation, all or nothing.</summary>
    public void Record(string key, string text, long? inputTokens, long? outputTokens, string? finish, long? reservation, long picoUsd) => InTransaction(() =>
    {
        Execute( // the text as bytes: SQLite's texts end at a NUL
            "INSERT OR IGNORE INTO answers (key, text, input_tokens, output_tokens, finish, answered) VALUES ($1, $2, $3, $4, $5, $6)",
            key, Encoding.UTF8.GetBytes(text), inputTokens, outputTokens, finish, Now);
        Execute("DELETE FROM claims WHERE key = $1 AND owner = $2", key, _owner);
        if (reservation is { } id)
            Execute("UPDATE spending SET pico_usd = $1, claim = NULL, owner = NULL WHERE id = $2", picoUsd, id);
        return true;
    });

    /// <summary>Keeps texts that no one claimed and that cost nothing, all or nothing; those that are there stay as they are.</summary>
    public void RecordAll(IReadOnlyList<string> keys, IReadOnlyList<string> texts) => InTransaction(() =>
    {
        for (int i = 0; i < keys.Count; i++)
            Execute("INSERT OR IGNORE INTO answers (key, text, answered) VALUES ($1, $2, $3)", keys[i], Encoding.UTF8.GetBytes(texts[i]), Now);
        return true;
    });

    /// <summary>Reserves the most that a claimed call can cost.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="picoUsd">The most it can cost.</param>
    /// <param name="maximum">The most that may be spent and reserved, this included, or null for any amount.</param>
    /// <param name="since">What was spent before does not count.</param>
    public Reservation Reserve(string key, long picoUsd, long? maximum, DateTimeOffset? since) => InTransaction(() =>
    {
        long from = since?.ToUnixTimeMilliseconds() ?? long.MinValue;
        long spent = Read("SELECT COALESCE(SUM(pico_usd), 0) FROM spending WHERE spent >= $1", r => r.GetInt64(0), from)[0];
        if (maximum is null || spent + picoUsd <= maximum)
        {
            long id = Read("INSERT INTO spending (pico_usd, spent, claim, owner) VALUES ($1, $2, $3, $4) RETURNING id", r => r.GetInt64(0), picoUsd, Now, key, _owner)[0];
            return new Reservation(id, MayFree: false, spent);
        }
        bool mayFree = Read(
            "SELECT c.owner, c.expires FROM spending s JOIN claims c ON c.key = s.claim AND c.owner = s.owner WHERE s.spent >= $1",
            r => IsHeld(r.GetString(0), r.GetInt64(1)), from).Contains(true);
        return new Reservation(null, mayFree, spent);
    });

    /// <summary>Ends a reservation whose call gave no answer.</summary>
    /// <param name="id">The reservation.</param>
    /// <param name="paid">Whether the call may have been paid: the reserved amount then counts as spent.</param>
    public void Settle(long id, bool paid)
    {
        lock (_gate)
            Execute(paid ? "UPDATE spending SET claim = NULL, owner = NULL WHERE id = $1" : "DELETE FROM spending WHERE id = $1", id);
    }

    public void Dispose()
    {
        lock (_gate)
            _connection.Dispose();
    }

    private bool IsHeld(string owner, long expires) => expires > Now && !ClaimOwner.IsGone(owner);

    private ChatReply? FindUnlocked(string key) => Read(
        "SELECT text, input_tokens, output_tokens, finish FROM answers WHERE key = $1",
        r => new ChatReply(
            Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(0)), r.IsDBNull(1) ? 0 : r.GetInt64(1), r.IsDBNull(2) ? 0 : r.GetInt64(2), r.IsDBNull(3) ? null : r.GetString(3), Cached: true, Error: null),
        key).FirstOrDefault();

    private T InTransaction<T>(Func<T> work)
    {
        lock (_gate)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false); // takes the write lock at once: what is read stays true
            T result = work();
            transaction.Commit();
            return result;
        }
    }

    private void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        return command;
    }
}
