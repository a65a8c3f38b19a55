using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ResearchML.Transforms;

/// <summary>Opens the SQLite file that <see cref="ChatStore"/> keeps answers in, or makes it; refuses any other without touching it.</summary>
internal static class ChatStoreFile
{
    /// <summary>The option that names the file of <c>ChatCompletion</c>.</summary>
    public const string ChatOption = $"{nameof(CompleteChatOptions)}.{nameof(CompleteChatOptions.CachePath)}";

    private const int ApplicationId = 0x524D4C43; // "RMLC"
    private const int Version = 1;
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Corrupt = 11, NotADatabase = 26; // SQLite's result codes

    private const string Columns = """
        SELECT key, text, input_tokens, output_tokens, finish, answered FROM answers LIMIT 0;
        SELECT key, owner, expires FROM claims LIMIT 0;
        SELECT id, pico_usd, spent, claim, owner FROM spending LIMIT 0;
        """;

    private static readonly string Schema = $"""
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        CREATE TABLE answers (key TEXT PRIMARY KEY, text BLOB NOT NULL, input_tokens INTEGER, output_tokens INTEGER, finish TEXT, answered INTEGER NOT NULL);
        CREATE TABLE claims (key TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE spending (id INTEGER PRIMARY KEY, pico_usd INTEGER NOT NULL, spent INTEGER NOT NULL, claim TEXT, owner TEXT);
        """;

    /// <summary>A connection to the file.</summary>
    /// <param name="path">The file, or null for one in memory that lives as long as the connection.</param>
    /// <param name="option">The option that names it, for messages.</param>
    /// <exception cref="InvalidDataException">The file is no such store.</exception>
    /// <exception cref="IOException">There can be no file of that path, or it cannot be opened.</exception>
    public static SqliteConnection Open(string? path, string option)
    {
        if (path is null)
            return Connect(null, "");
        path = Path.GetFullPath(path);
        string named = $"{option}: '{path}'";
        if (Directory.Exists(path))
            throw new IOException($"{named} is a folder; name a file.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new IOException($"{named} is in a folder that does not exist; make the folder, or name another file.");
        try
        {
            Create(path);
            CheckIsOurs(path, named);
            return Connect(path, named);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new IOException($"{named} cannot be opened or made: {e.Message}", e);
        }
    }

    private static SqliteConnection Connect(string? path, string named)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path ?? ":memory:",
            Mode = path is null ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA busy_timeout = 30000");
            Execute(connection, "PRAGMA trusted_schema = OFF"); // whatever else the file defines runs no function
            EnsureSchema(connection, named);
            // After the schema: the header that says whose file it is must be in the file itself, not in its log alone.
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL"); // a recorded answer outlives a power cut
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Before SQLite opens it: its log and shared memory then take the same mode.
    private static void Create(string path)
    {
        if (File.Exists(path))
        {
            if (new FileInfo(path).Length == 0 && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UserOnly);
            return;
        }
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UserOnly;
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path)) // by another process meanwhile
        {
        }
    }

    // By SQLite, as immutable, so that it makes no file beside it. A stream of our own would drop this process's locks on the file when it is closed.
    private static void CheckIsOurs(string path, string named)
    {
        string uri = new Uri(path).AbsoluteUri + "?immutable=1";
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = uri, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        long application, pages;
        try
        {
            connection.Open();
            (application, pages) = (Scalar(connection, "PRAGMA application_id"), Scalar(connection, "PRAGMA page_count"));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is NotADatabase or Corrupt)
        {
            throw new InvalidDataException($"{named} is no SQLite database, or a damaged one, so it cannot be the cache of chat answers. It was not changed: name another file.", e);
        }
        if (application != ApplicationId && pages > 0)
            throw new InvalidDataException($"{named} is a SQLite database of another program's, not a cache of chat answers. It was not changed: name another file.");
    }

    private static void EnsureSchema(SqliteConnection connection, string named)
    {
        if (Scalar(connection, "PRAGMA user_version") == 0)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            if (Scalar(connection, "PRAGMA user_version") == 0) // no other process came first
                Execute(connection, Schema);
            transaction.Commit();
        }
        long version = Scalar(connection, "PRAGMA user_version");
        if (version != Version)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{named} is a cache of chat answers in version {version}; this version of the package reads {Version}. Name another file."));
        try
        {
            Execute(connection, Columns);
        }
        catch (SqliteException e)
        {
            throw new InvalidDataException($"{named} calls itself a cache of chat answers, but has not its tables: {e.Message} Name another file.", e);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
