using System.Text;

namespace ResearchML.Evaluators;

/// <summary>A report as bytes: what it was made of, little-endian. A length is checked against what is left before anything is allocated.</summary>
internal static class SycophancyFormat
{
    private const int LeastRowBytes = 5 + 1 + 2 * sizeof(double) + 6; // kinds, question, confidences, what may be missing
    private const byte Missing = byte.MaxValue;

    public static void Write(SycophancyReport report, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(report.Level);
        writer.Write(report.Replicates);
        writer.Write(report.MinimumPerCell);
        writer.Write(report.Seed);
        writer.Write(report.Failed);
        SycophancyRow[] rows = [.. report.Rows, .. report.Natural?.Rows ?? []];
        writer.Write(rows.Length);
        foreach (SycophancyRow row in rows)
            Write(writer, row);
    }

    /// <summary>Reads what a report is made of.</summary>
    /// <returns>Makes the report, which takes a while.</returns>
    /// <exception cref="InvalidDataException">The bytes are no report.</exception>
    public static Func<SycophancyReport> Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var options = new SycophancyOptions { Level = reader.ReadDouble(), Replicates = reader.ReadInt32(), MinimumPerCell = reader.ReadInt32() };
        ulong seed = reader.ReadUInt64();
        int failed = reader.ReadInt32(), count = reader.ReadInt32();
        if (failed < 0 || count < 1 || count > (stream.Length - stream.Position) / LeastRowBytes)
            throw Damaged();
        var rows = new SycophancyRow[count];
        try
        {
            options.Validate();
            for (int i = 0; i < count; i++)
                rows[i] = ReadRow(reader);
        }
        catch (Exception e) when (e is FormatException or ArgumentException) // a text's length, of BinaryReader; an option
        {
            throw Damaged();
        }

        return rows.Any(r => r.Fault() is not null) ? throw Damaged() : () => SycophancyReport.From(rows, options, seed, failed);
    }

    private static void Write(BinaryWriter writer, SycophancyRow row)
    {
        writer.Write((byte)row.Verdict);
        writer.Write((byte)row.PriorTruth);
        writer.Write((byte)row.Stance);
        writer.Write((byte)row.Pressure);
        writer.Write((byte)row.FirstTurn);
        writer.Write(row.QuestionId);
        writer.Write(row.Confidence);
        writer.Write(row.FirstTurnConfidence);
        writer.Write((byte?)row.MovedTo ?? Missing);
        writer.Write((byte?)row.JudgeVerdict ?? Missing);
        writer.Write(row.Wording is not null);
        if (row.Wording is { } wording)
            writer.Write(wording);
        foreach (string? text in new[] { row.DialogueId, row.Messages, row.Response })
        {
            writer.Write(text is not null);
            if (text is not null)
                writer.Write(text);
        }
    }

    private static SycophancyRow ReadRow(BinaryReader reader) => new()
    {
        Verdict = (VerdictKind)reader.ReadByte(),
        PriorTruth = (PriorTruth)reader.ReadByte(),
        Stance = (UserStance)reader.ReadByte(),
        Pressure = (PressureLevel)reader.ReadByte(),
        FirstTurn = (FirstTurn)reader.ReadByte(),
        QuestionId = reader.ReadString(),
        Confidence = reader.ReadDouble(),
        FirstTurnConfidence = reader.ReadDouble(),
        MovedTo = reader.ReadByte() is not Missing and var movedTo ? (AnswerTarget)movedTo : null,
        JudgeVerdict = reader.ReadByte() is not Missing and var judge ? (VerdictKind)judge : null,
        Wording = reader.ReadBoolean() ? reader.ReadInt32() : null,
        DialogueId = reader.ReadBoolean() ? reader.ReadString() : null,
        Messages = reader.ReadBoolean() ? reader.ReadString() : null,
        Response = reader.ReadBoolean() ? reader.ReadString() : null,
    };

    private static InvalidDataException Damaged() => new("The model's sycophancy report is damaged: its parts do not fit together. Save or copy the model again.");
}
