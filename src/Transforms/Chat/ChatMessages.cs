using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Reads the messages of a row.</summary>
internal static partial class ChatMessages
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] Roles = ["system", "user", "assistant"];

    /// <summary>A JSON array of objects with role and content is that conversation, any other text one message of the user's. Empty: no message.</summary>
    /// <exception cref="FormatException">It is a JSON array that is empty or holds objects, and no conversation; or it begins as one, and is no JSON.</exception>
    public static ChatTurn[] Parse(string text)
    {
        if (!Bracket().IsMatch(text))
            return text.Length == 0 ? [] : [Checked("user", text, 1)];
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            JsonElement[] elements = [.. json.RootElement.EnumerateArray()];
            if (elements.Length == 0)
                throw new FormatException("the conversation holds no message: it is an empty JSON array");
            if (elements.Any(element => element.ValueKind == JsonValueKind.Object))
                return [.. elements.Select(Message)];
        }
        catch (JsonException e) when (Conversation().IsMatch(text))
        {
            throw new FormatException($"a text that begins like a conversation is no JSON: {e.Message}", e);
        }
        catch (JsonException) // a text that begins with a bracket
        {
        }
        catch (ArgumentException e) // what JsonDocument throws at half of a surrogate pair
        {
            throw NotUnicode("a text that begins with a bracket", e);
        }
        return [Checked("user", text, 1)];
    }

    /// <summary>Texts of the user and the assistant in turn, from the user on.</summary>
    /// <exception cref="FormatException">A text is not valid Unicode.</exception>
    public static ChatTurn[] Alternate(IEnumerable<string> texts) => [.. texts.Select((text, i) => Checked(i % 2 == 0 ? "user" : "assistant", text, i + 1))];

    private static ChatTurn Message(JsonElement message, int index)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new FormatException($"message {index + 1} is {message.ValueKind}; expected an object with role and content");
        return Checked(Field(message, "role", index + 1), Field(message, "content", index + 1), index + 1);
    }

    private static string Field(JsonElement message, string name, int number)
    {
        if (!message.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
            throw new FormatException($"message {number} has no text \"{name}\"");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e) // half of a surrogate pair as an escape
        {
            throw NotUnicode($"message {number}", e);
        }
    }

    private static ChatTurn Checked(string role, string content, int number)
    {
        if (!Roles.Contains(role))
            throw new FormatException($"message {number} has role \"{role}\"; known are {string.Join(", ", Roles)}");
        try
        {
            StrictUtf8.GetByteCount(content);
        }
        catch (EncoderFallbackException e)
        {
            throw NotUnicode($"message {number}", e);
        }
        return new ChatTurn(role, content);
    }

    private static FormatException NotUnicode(string what, Exception cause) => new($"{what} is not valid Unicode: half of a surrogate pair", cause);

    [GeneratedRegex(@"\A\s*\[")]
    private static partial Regex Bracket();

    [GeneratedRegex("""\A\s*\[\s*\{\s*"(role|content)"\s*:""")]
    private static partial Regex Conversation();
}
