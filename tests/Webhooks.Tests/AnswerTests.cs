using System.Net;
using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Testing;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>What answers of receivers mean.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("HTTP/1.1 410 Gone\r\n\r\n", NotificationError.Gone, null, "answered 410 Gone")]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n\r\nslowly", NotificationError.Rejected, 120, "429 Too Many Requests slowly")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nRetry-After: soon\r\n\r\n", NotificationError.Rejected, null, "503 Service Unavailable")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", NotificationError.Rejected, null, "redirects are not followed")]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n", NotificationError.Rejected, null, "404 Not Found")]
    [InlineData("nonsense\r\n\r\n", NotificationError.Unreachable, null, "cannot reach 127.0.0.1")]
    public async Task Status_Decides(string answer, NotificationError reason, int? retryAfter, string text)
    {
        await using var peer = Peer(answer);
        await using var receiver = await Samples.OpenAsync(peer.Settings);

        var failure = await Assert.ThrowsAsync<NotificationException>(() => SendAsync(receiver));

        Assert.Equal(reason, failure.Reason);
        Assert.Equal(retryAfter, (int?)failure.RetryAfter?.TotalSeconds);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "204 No Content")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbroken off", "200 OK")]
    public async Task Success_IsSuccess_WhateverTheBody(string answer, string text)
    {
        await using var peer = Peer(answer);
        await using var receiver = await Samples.OpenAsync(peer.Settings);

        Assert.StartsWith(text, (await SendAsync(receiver)).Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("fe80::1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("2001:db8::1", false)]
    public void LinkLocalAddresses_AreRecognized(string address, bool isLinkLocal) =>
        Assert.Equal(isLinkLocal, PermittedAddress.IsLinkLocal(IPAddress.Parse(address)));

    [Fact]
    public async Task LinkLocalReceiver_IsNotContacted()
    {
        await using var receiver = await Samples.OpenAsync(new Dictionary<string, string?>
        {
            ["url"] = "http://169.254.169.254/latest/meta-data", ["allowHttp"] = "true", ["shape"] = "slack",
        });

        var failure = await Assert.ThrowsAsync<NotificationException>(() => SendAsync(receiver));

        Assert.Contains("link-local address", failure.Message, StringComparison.Ordinal);
    }

    private static HttpPeer Peer(string answer) => new(
        PeerBehaviour.Accepts, address => new Dictionary<string, string?> { ["url"] = address.AbsoluteUri, ["shape"] = "slack" })
    {
        Answer = answer,
    };

    private static Task<NotificationReceipt> SendAsync(INotificationReceiver receiver) =>
        receiver.SendAsync(Samples.MessageOf(Samples.Failed), TestContext.Current.CancellationToken);
}
