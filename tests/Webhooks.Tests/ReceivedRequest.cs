using System.Text.Json;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>A request that a server got.</summary>
internal sealed record ReceivedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static ReceivedRequest Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = text[..end].Split("\r\n");
        return new ReceivedRequest(
            head[0],
            head.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase),
            text[(end + 4)..]);
    }
}
