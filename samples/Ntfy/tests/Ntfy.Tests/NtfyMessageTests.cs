using System.Text;
using System.Text.Json;
using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Configuration;

namespace Samples.Ntfy.Tests;

/// <summary>What arrives at a server.</summary>
public sealed class NtfyMessageTests
{
    [Fact]
    public async Task Failure_IsAWarning_WithALink()
    {
        var (head, body) = await SendAsync(new BuildFailed { StreamName = "web", Build = Build, Error = "no space" });

        Assert.StartsWith("POST /hook HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer tk_secret\r\n", head, StringComparison.Ordinal);
        Assert.Equal(
            """
            {"topic":"builds","title":"web","message":"The build of web failed: no space","tags":["warning","build-failed"],
            "priority":4,"click":"https://imaginator.example.org/builds/1"}
            """.Replace("\n", "", StringComparison.Ordinal),
            body);
    }

    [Fact]
    public async Task Recovery_IsNoWarning()
    {
        var (_, body) = await SendAsync(new BuildRecovered { StreamName = "web", Build = Build });

        Assert.Contains("\"tags\":[\"white_check_mark\",\"build-recovered\"],\"priority\":3", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongText_FitsIntoAMessage()
    {
        var (_, body) = await SendAsync(new BuildFailed { StreamName = "web", Build = Build, Error = new string('é', 100_000) });

        using var message = JsonDocument.Parse(body);
        var text = message.RootElement.GetProperty("message").GetString()!;
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 3000, 4096);
        Assert.EndsWith("é…", text, StringComparison.Ordinal);
    }

    private static NotifiedBuild Build { get; } = new() { Id = "1" };

    private static async Task<(string Head, string Body)> SendAsync(NotificationEvent notification)
    {
        await using var peer = new HttpPeer(PeerBehaviour.Accepts, address => new Dictionary<string, string?>
        {
            ["server"] = address.AbsoluteUri, ["topic"] = "builds", ["token"] = "tk_secret",
        });
        var settings = new ConfigurationBuilder().AddInMemoryCollection(peer.Settings).Build();
        await using var receiver = await new PluginUnderTest(new NtfyPlugin()).Get<INotifier>()
            .OpenReceiverAsync(settings, TestContext.Current.CancellationToken);
        await receiver.SendAsync(
            new NotificationMessage
            {
                Id = "msg_1", Time = DateTimeOffset.UnixEpoch, Event = notification, Link = "https://imaginator.example.org/builds/1",
            },
            TestContext.Current.CancellationToken);
        var parts = Assert.Single(peer.Messages).Split("\r\n\r\n", 2);
        return (parts[0] + "\r\n", parts[1]);
    }
}
