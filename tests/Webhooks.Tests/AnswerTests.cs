using System.Net;
using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;
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
    [InlineData("::169.254.169.254", true)]
    [InlineData("64:ff9b::169.254.169.254", true)]
    [InlineData("64:ff9b:1::a9fe:a9fe", true)]
    [InlineData("2002:a9fe:a9fe::1", true)]
    [InlineData("fe80::1%1", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("fd20:ce::254", true)]
    [InlineData("100.100.100.200", true)]
    [InlineData("64:ff9b::100.100.100.200", true)]
    [InlineData("192.0.0.192", true)]
    [InlineData("168.63.129.16", true)]
    [InlineData("fd00:ec2::253", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("2001:db8::1", false)]
    public void AddressesWithSecrets_AreRecognized(string address, bool isForbidden) =>
        Assert.Equal(isForbidden, PermittedAddress.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00:ec2::254]")]
    public async Task ReceiverWithSecrets_IsNotReachedThroughAProxy(string host)
    {
        await using var proxy = Peer("HTTP/1.1 204 No Content\r\n\r\n");
        var settings = new WebhookSettings { Url = $"http://{host}/latest/meta-data", AllowHttp = true, Shape = "slack" };
        using var sender = new WebhookSender(settings, TimeProvider.System, new WebProxy(proxy.Address));

        var failure = await Assert.ThrowsAsync<NotificationException>(
            () => sender.PostAsync(new WebhookRequest(settings.Address, []), TestContext.Current.CancellationToken));

        Assert.Contains("metadata service", failure.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Messages);
    }

    [Fact]
    public async Task OtherReceiver_IsReachedThroughAProxy()
    {
        await using var proxy = Peer("HTTP/1.1 204 No Content\r\n\r\n");
        var settings = new WebhookSettings { Url = "http://192.0.2.1/hook", AllowHttp = true, Shape = "slack" };
        using var sender = new WebhookSender(settings, TimeProvider.System, new WebProxy(proxy.Address));

        var answer = await sender.PostAsync(new WebhookRequest(settings.Address, []), TestContext.Current.CancellationToken);

        Assert.Equal(204, answer.Status);
    }

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
