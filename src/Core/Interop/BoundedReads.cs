using System.Text;

namespace ResearchML;

/// <summary>Reads lengths that a file announces, and refuses those it cannot hold before anything is allocated.</summary>
internal static class BoundedReads
{
    public static string ReadString(BinaryReader reader, int maximumBytes)
    {
        int length = reader.Read7BitEncodedInt();
        Check(reader, length, maximumBytes, 1, "bytes of text");
        return Encoding.UTF8.GetString(reader.ReadBytes(length));
    }

    public static int ReadCount(BinaryReader reader, int maximum, int bytesPerItem)
    {
        int count = reader.ReadInt32();
        Check(reader, count, maximum, bytesPerItem, "items");
        return count;
    }

    private static void Check(BinaryReader reader, int count, int maximum, int bytesEach, string unit)
    {
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (count < 0 || count > maximum || (long)count * bytesEach > left)
            throw new InvalidDataException($"The model announces {count} {unit}, but at most {maximum} are accepted and {left} bytes are left.");
    }
}
