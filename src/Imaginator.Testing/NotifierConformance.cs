using System.Globalization;
using Imaginator.Notifications;
using Imaginator.Plugins;
using Imaginator.Testing.Samples;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing;

/// <summary>
/// The conformance suite for notifiers. Derive a public class from it in a test project for xunit v3: it inherits the tests.
/// </summary>
public abstract class NotifierConformance : IDisposable
{
    // The contract of the host; the rest is for a busy machine.
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(70);

    // The contract is one second; the rest is for a busy machine.
    private static readonly TimeSpan CancellationLimit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan TimeToStall = TimeSpan.FromMilliseconds(100);

    private readonly LogRecorder _log = new();

    /// <summary>Settings that the notifier refuses, for example without the address of the receiver.</summary>
    protected abstract IReadOnlyDictionary<string, string?> InvalidSettings { get; }

    /// <summary>
    /// The secret in the settings of receivers, which must appear nowhere; by default, letters and digits. Override it if secrets of the
    /// notifier have another form.
    /// </summary>
    protected virtual string Secret => "hunter2hunter2hunter2hunter2";

    /// <summary>The token of the running test.</summary>
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Releases what the test has recorded. Override <see cref="Dispose(bool)"/> to stop receivers.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the test has recorded.</summary>
    /// <param name="disposing">True if the method is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _log.Dispose();
        }
    }

    /// <summary>Creates the notifier.</summary>
    /// <param name="loggers">Receives the messages of the plugin; <see cref="PluginUnderTest"/> accepts it.</param>
    /// <returns>The notifier.</returns>
    protected abstract INotifier CreateNotifier(ILoggerFactory loggers);

    /// <summary>Starts a receiver, for example an <see cref="HttpPeer"/>.</summary>
    /// <param name="behaviour">The behaviour of the receiver.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The receiver. The suite disposes of it.</returns>
    protected abstract Task<NotificationPeer> StartPeerAsync(PeerBehaviour behaviour, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the id of a message in the text that a receiver got. By default null, for notifiers whose messages have no id: that test is
    /// skipped.
    /// </summary>
    /// <param name="message">The text.</param>
    /// <returns>The id, or null.</returns>
    protected virtual string? FindId(string message) => null;

    /// <summary>The type of the receivers can be written in the configuration.</summary>
    [Fact]
    public void TypeName_IsValid() => Assert.Matches("^[a-z0-9][a-z0-9+._-]*$", CreateNotifier(_log).TypeName);

    /// <summary>Invalid settings are refused with an exception that lists the faults.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task InvalidSettings_AreRefused()
    {
        var failure = await Assert.ThrowsAsync<SettingsException>(() => OpenAsync(InvalidSettings));
        Assert.NotEmpty(failure.Faults);
    }

    /// <summary>A receiver that is not available can be opened, so that the configuration can be used without it.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Opening_NeedsNoReceiver()
    {
        await using var receiver = await OpenAsync(await SettingsOfStoppedPeerAsync());
        Assert.Matches("^[^\r\n]+$", receiver.Destination);
    }

    /// <summary>Each event that the receiver accepts arrives as one message.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Events_ArriveAsOneMessageEach()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.Accepts, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var accepted = ConformanceEvents.All.Where(receiver.Accepts).ToArray();
        Assert.NotEmpty(accepted);
        foreach (var (index, notification) in accepted.Index())
        {
            await SendAsync(receiver, ConformanceEvents.MessageOf(notification));
            Assert.Equal(index + 1, peer.Messages.Count);
            Assert.Contains(ConformanceEvents.Word, peer.Messages[^1], StringComparison.Ordinal);
        }
    }

    /// <summary>Texts with line breaks, control characters and markup arrive within one message, and add no header to it.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task OddTexts_StayInsideTheMessage()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.Accepts, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var events = ConformanceEvents.OddTexts.Select(ConformanceEvents.Failed).Where(receiver.Accepts).ToArray();
        Assert.NotEmpty(events);
        foreach (var (index, notification) in events.Index())
        {
            await SendAsync(receiver, ConformanceEvents.MessageOf(notification));
            Assert.Equal(index + 1, peer.Messages.Count);
            var head = peer.Messages[^1].ReplaceLineEndings("\n").Split("\n\n")[0];
            Assert.DoesNotContain(head.Split('\n'), line => line.StartsWith("X-Injected", StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>All deliveries of a message have the same id, and different messages have different ones.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task RepeatedMessages_HaveTheSameId()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.Accepts, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var notification = ConformanceEvents.All.First(receiver.Accepts);
        foreach (var (id, attempt) in new[] { ("msg_one", 1), ("msg_one", 2), ("msg_two", 1) })
        {
            await SendAsync(receiver, ConformanceEvents.MessageOf(notification, id) with { Attempt = attempt });
        }

        var ids = peer.Messages.Select(FindId).ToArray();
        if (ids[0] is null)
        {
            Assert.Skip($"optional: override {nameof(FindId)} if messages have an id");
        }

        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    /// <summary>Several deliveries can run at the same time.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Deliveries_CanRunAtTheSameTime()
    {
        const int Count = 8;
        await using var peer = await StartPeerAsync(PeerBehaviour.Accepts, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var notification = ConformanceEvents.All.First(receiver.Accepts);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => SendAsync(
            receiver, ConformanceEvents.MessageOf(notification, string.Create(CultureInfo.InvariantCulture, $"msg_{number}")))));
        Assert.Equal(Count, peer.Messages.Count);
    }

    /// <summary>A receiver that refuses a message causes the exception of the contract.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task RefusedMessage_IsAFailure()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.Refuses, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var failure = await Assert.ThrowsAsync<NotificationException>(() => SendAnyAsync(receiver));
        Assert.NotEqual(NotificationError.Gone, failure.Reason);
    }

    /// <summary>A receiver that does not exist causes the exception of the contract.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task MissingReceiver_IsAFailure()
    {
        await using var receiver = await OpenAsync(await SettingsOfStoppedPeerAsync());
        var failure = await Assert.ThrowsAsync<NotificationException>(() => SendAnyAsync(receiver));
        Assert.Equal(NotificationError.Unreachable, failure.Reason);
    }

    /// <summary>A delivery to a receiver that never answers ends soon after its cancellation.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task RunningDelivery_StopsSoonAfterCancellation()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.NeverAnswers, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var delivery = Start(receiver, ConformanceEvents.MessageOf(ConformanceEvents.All.First(receiver.Accepts)), stop.Token);
        await Task.WhenAny(delivery, Task.Delay(TimeToStall, TimeProvider.System, Token));

        var canceling = stop.CancelAsync();
        await Task.WhenAny(delivery, Task.Delay(CancellationLimit, TimeProvider.System, Token));

        Assert.True(delivery.IsCompleted, $"the delivery did not end within {CancellationLimit.TotalSeconds} s after its cancellation");
        await canceling;
        Assert.True(delivery.IsCanceled, $"the canceled delivery did not end as canceled: {delivery.Exception}");
    }

    /// <summary>A delivery to a receiver that never answers ends without a cancellation.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task SilentReceiver_IsAFailure()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.NeverAnswers, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var failure = await Assert.ThrowsAsync<NotificationException>(() => SendAnyAsync(receiver));
        Assert.Equal(NotificationError.Unreachable, failure.Reason);
    }

    /// <summary>A delivery to a receiver whose answer never ends comes to an end.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task EndlessAnswer_EndsTheDelivery()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.AnswersEndlessly, Token);
        await using var receiver = await OpenAsync(peer.Settings);
        var failure = await Record.ExceptionAsync(() => SendAnyAsync(receiver));
        Assert.True(failure is null or NotificationException, $"the delivery failed in another way: {failure}");
    }

    /// <summary>Secrets of the settings appear nowhere, not even if a receiver answers with them.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Secrets_AppearNowhere()
    {
        var texts = new List<string>();
        foreach (var behaviour in new[] { PeerBehaviour.Accepts, PeerBehaviour.Refuses })
        {
            await using var peer = await StartPeerAsync(behaviour, Token);
            await using var receiver = await OpenAsync(peer.Settings);
            texts.Add($"{receiver} {receiver.Destination}");
            texts.Add(await DescribeAsync(receiver));
            await peer.DisposeAsync();
            texts.Add(await DescribeAsync(receiver));
        }

        texts.Add(_log.Text);
        Assert.DoesNotContain(texts, text => text.Contains(Secret, StringComparison.Ordinal));
    }

    // On another thread: a notifier that blocks its caller must not stop the test.
    private static Task<NotificationReceipt> Start(
        INotificationReceiver receiver, NotificationMessage message, CancellationToken cancellationToken) =>
        Task.Run(() => receiver.SendAsync(message, cancellationToken), CancellationToken.None);

    private static async Task<NotificationReceipt> SendAsync(INotificationReceiver receiver, NotificationMessage message) =>
        await Start(receiver, message, Token).WaitAsync(DeliveryLimit, TimeProvider.System, Token);

    private static Task<NotificationReceipt> SendAnyAsync(INotificationReceiver receiver) =>
        SendAsync(receiver, ConformanceEvents.MessageOf(ConformanceEvents.All.First(receiver.Accepts)));

    private static async Task<string> DescribeAsync(INotificationReceiver receiver)
    {
        try
        {
            return (await SendAnyAsync(receiver)).Answer;
        }
        catch (NotificationException e)
        {
            return e.ToString();
        }
    }

    private async Task<INotificationReceiver> OpenAsync(IReadOnlyDictionary<string, string?> settings) => await CreateNotifier(_log)
        .OpenReceiverAsync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Token);

    private async Task<IReadOnlyDictionary<string, string?>> SettingsOfStoppedPeerAsync()
    {
        await using var peer = await StartPeerAsync(PeerBehaviour.Accepts, Token);
        return peer.Settings;
    }
}
