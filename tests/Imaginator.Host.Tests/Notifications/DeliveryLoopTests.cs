using System.Collections.Immutable;
using Imaginator.Host.Databases;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Hosting.Configuration;
using Imaginator.Notifications;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Notifications;

public sealed class DeliveryLoopTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Message_IsDelivered()
    {
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Deliveries() is [{ State: DeliveryState.Delivered }]);

        var (receiver, message) = Assert.Single(_site.Notifier.Accepted);
        Assert.Equal("one", receiver);
        Assert.Matches("^msg_[0-9a-f]{32}$", message.Id);
        Assert.Equal(1, message.Attempt);
        Assert.Equal("https://imaginator.example.org/builds/0123456789abc", message.Link);
        Assert.Equal(NotificationSite.Failed(), message.Event);
        var delivery = _site.Find(Assert.Single(_site.Deliveries()).Id);
        Assert.Equal("200 OK", delivery.LastAnswer);
        Assert.True(Assert.Single(delivery.LastAttempts).IsSuccessful);
        Assert.Equal("one.example.org", _site.Loop.FindState("one")!.Destination);
        Assert.NotNull(_site.Loop.FindState("one")!.LastSuccessAt);
    }

    [Fact]
    public async Task FailedMessage_IsTriedAgain_WithGrowingDelays()
    {
        var failures = 3;
        _site.Notifier.Answer = (_, _, _) => Interlocked.Decrement(ref failures) >= 0
            ? throw FakeNotifier.Refusal("500 not now")
            : Task.FromResult(new NotificationReceipt());
        _site.Start();
        _site.Announce();
        await _site.UntilAsync(() => !_site.Notifier.Accepted.IsEmpty);
        await Wait.UntilAsync(() => _site.Deliveries()[0].State == DeliveryState.Delivered);

        Assert.Single(_site.Notifier.Attempts.Select(attempt => attempt.Message.Id).Distinct());
        Assert.Equal([1, 2, 3, 4], _site.Notifier.Attempts.Select(attempt => attempt.Message.Attempt));
        var attempts = _site.Find(_site.Deliveries()[0].Id).LastAttempts;
        Assert.Equal(["500 not now", "500 not now", "500 not now", ""], attempts.Select(attempt => attempt.Answer));
        var delays = attempts.Zip(attempts.Skip(1), (one, next) => (next.StartedAt - one.StartedAt).TotalSeconds).ToArray();
        Assert.True(delays[0] >= 5 && delays[1] >= 15 && delays[2] >= 45, $"delays: {string.Join(", ", delays)}");
        Assert.Single(_site.Log.Of(LogLevel.Warning), message => message.Contains("500 not now", StringComparison.Ordinal));
        Assert.Single(_site.Log.Of(LogLevel.Information), message => message.Contains("again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReceiverThatDoesNotAnswer_DelaysNoOther()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("dead"), NotificationSite.Receiver("alive"));
        _site.Notifier.Answer = async (receiver, _, cancellationToken) =>
        {
            if (receiver == "dead")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return new NotificationReceipt();
        };
        _site.Start();
        for (var i = 0; i < 5; i++)
        {
            _site.Announce();
        }

        await Wait.UntilAsync(() => _site.Notifier.Accepted.Count == 5);
        Assert.All(_site.Notifier.Accepted, accepted => Assert.Equal("alive", accepted.Receiver));
        Assert.Single(_site.Notifier.Attempts, attempt => attempt.Receiver == "dead");
    }

    [Fact]
    public async Task ReceiverThatFails_IsLeftAlone_WithAllItsMessages()
    {
        _site.Notifier.Answer = (_, _, _) => throw FakeNotifier.Refusal();
        _site.Start();
        for (var i = 0; i < 100; i++)
        {
            _site.Announce();
        }

        var start = _site.Time.GetUtcNow();
        await _site.UntilAsync(() => _site.Time.GetUtcNow() - start > TimeSpan.FromMinutes(2) && _site.Notifier.Attempts.Count > 2);

        // Pauses of 5, 10, 20, 40 and 80 s.
        Assert.InRange(_site.Notifier.Attempts.Count, 3, 6);
    }

    [Fact]
    public async Task MessageThatIsNeverAccepted_KeepsNoOther()
    {
        _site.Notifier.Answer = (_, message, _) => message.Event is BuildFailed { Error: "poison" }
            ? throw FakeNotifier.Refusal()
            : Task.FromResult(new NotificationReceipt());
        _site.Announce("poison");
        _site.Announce("one");
        _site.Announce("two");
        _site.Start();

        await _site.UntilAsync(() => _site.Notifier.Accepted.Count == 2);

        Assert.Equal(["one", "two"], _site.Notifier.Accepted.Select(accepted => ((BuildFailed)accepted.Message.Event).Error));
    }

    [Fact]
    public async Task RetryAfter_IsKept()
    {
        var isFirst = true;
        _site.Notifier.Answer = (_, _, _) =>
        {
            if (!isFirst)
            {
                return Task.FromResult(new NotificationReceipt());
            }

            isFirst = false;
            throw new NotificationException(NotificationError.Rejected, "429") { RetryAfter = TimeSpan.FromMinutes(3) };
        };
        _site.Start();
        _site.Announce();
        await _site.UntilAsync(() => !_site.Notifier.Accepted.IsEmpty);
        await Wait.UntilAsync(() => _site.Deliveries()[0].State == DeliveryState.Delivered);

        var attempts = _site.Find(_site.Deliveries()[0].Id).LastAttempts;
        Assert.True(attempts[1].StartedAt - attempts[0].StartedAt >= TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Message_IsGivenUpAfterADay()
    {
        _site.Notifier.Answer = (_, _, _) => throw FakeNotifier.Refusal("no");
        _site.Start();
        _site.Announce();
        await _site.UntilAsync(() => _site.Deliveries()[0].State == DeliveryState.Failed, TimeSpan.FromMinutes(1));

        var delivery = _site.Find(_site.Deliveries()[0].Id);
        Assert.Equal("no", delivery.LastAnswer);
        Assert.InRange(delivery.Attempts, 2, 20);
        Assert.Null(delivery.NextAttemptAt);
        Assert.InRange(delivery.LastAttempts[^1].StartedAt - delivery.OccurredAt, TimeSpan.Zero, TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task ReceiverThatIsGone_GetsNothingUntilItsConfigurationChanges()
    {
        _site.Notifier.Answer = (_, _, _) => throw new NotificationException(NotificationError.Gone, "410 Gone");
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Loop.FindState("one") is { IsGone: true });
        _site.Announce();
        _site.Time.Advance(TimeSpan.FromHours(1));

        _site.Notifier.Answer = (_, _, _) => Task.FromResult(new NotificationReceipt());
        _site.Reload(NotificationSite.SettingsOf(NotificationSite.Receiver("one")));
        await _site.UntilAsync(() => _site.Notifier.Accepted.Count == 2);

        Assert.Equal(3, _site.Notifier.Attempts.Count);
        Assert.Single(_site.Log.Of(LogLevel.Warning), message => message.Contains("refuses all further notifications", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_SurviveARestart()
    {
        var started = new TaskCompletionSource();
        _site.Notifier.Answer = async (_, _, cancellationToken) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new NotificationReceipt();
        };
        _site.Start();
        _site.Announce();
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        await _site.RestartAsync();

        // The attempt that the end of the daemon interrupted does not count.
        Assert.Equal((DeliveryState.Waiting, 0), (_site.Deliveries()[0].State, _site.Deliveries()[0].Attempts));
        _site.Notifier.Answer = (_, _, _) => Task.FromResult(new NotificationReceipt());
        await using var next = new RunningLoop(_site);
        await _site.UntilAsync(() => _site.Notifier.Accepted.Count == 1);

        Assert.Single(_site.Notifier.Attempts.Select(attempt => attempt.Message.Id).Distinct());
    }

    [Fact]
    public async Task SuccessThatCannotBeRecorded_IsNotRepeated()
    {
        _site.Notifier.Answer = (_, _, _) =>
        {
            // It stands for a full disk.
            Change("CREATE TRIGGER full_disk BEFORE INSERT ON attempts BEGIN SELECT RAISE(ABORT, 'no space'); END");
            return Task.FromResult(new NotificationReceipt("200 OK"));
        };
        _site.Start();
        _site.Announce();
        await _site.UntilAsync(
            () => _site.Log.Of(LogLevel.Error).Count(message => message.Contains("no space", StringComparison.Ordinal)) > 2);
        Assert.Single(_site.Notifier.Attempts);

        Change("DROP TRIGGER full_disk");
        await _site.UntilAsync(() => _site.Deliveries() is [{ State: DeliveryState.Delivered }]);

        Assert.Single(_site.Notifier.Attempts);
        Assert.Equal("200 OK", _site.Deliveries()[0].LastAnswer);
    }

    [Fact]
    public async Task ReceiverThatCannotBeUsed_ShowsWhy_AndGetsItsMessagesLater()
    {
        var fine = NotificationSite.Receiver("one");
        _site.Settings = NotificationSite.SettingsOf(fine with { Settings = fine.Settings.Clear() });
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Loop.FindState("one")?.Fault is not null);
        Assert.Equal("setting name: it is missing", _site.Loop.FindState("one")!.Fault);
        Assert.Empty(_site.Notifier.Attempts);

        _site.Reload(NotificationSite.SettingsOf(fine));
        await _site.UntilAsync(() => _site.Notifier.Accepted.Count == 1);

        Assert.Null(_site.Loop.FindState("one")!.Fault);
        Assert.Single(_site.Log.Of(LogLevel.Error), message => message.Contains("cannot be used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReceiverWithoutAPlugin_ShowsWhy()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one") with { Type = "pager" });
        _site.Start();

        await Wait.UntilAsync(() => _site.Loop.FindState("one")?.Fault is not null);

        Assert.Equal("receiver type \"pager\" is not loaded; loaded are fake", _site.Loop.FindState("one")!.Fault);
    }

    [Fact]
    public async Task Variables_AreExpanded_AndNewOnesAreUsed()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one", ("secret", "$TOKEN")));
        _site.Secrets = new SecretVariables(ImmutableDictionary<string, string>.Empty.Add("TOKEN", "hunter2-one"));
        _site.Notifier.Answer = (_, _, _) => throw FakeNotifier.Refusal($"wrong token {_site.Secrets.Values["TOKEN"]}");
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Deliveries()[0].Attempts == 1);
        Assert.Equal("wrong token ***", _site.Deliveries()[0].LastAnswer);
        Assert.DoesNotContain(_site.Log.Entries, entry => entry.Message.Contains("hunter2", StringComparison.Ordinal));

        _site.Secrets = new SecretVariables(ImmutableDictionary<string, string>.Empty.Add("TOKEN", "hunter2-two"));
        _site.Outbox.Changed.Raise();
        await _site.UntilAsync(() => _site.Notifier.Opened.Count == 2);

        Assert.Equal(["hunter2-one", "hunter2-two"], _site.Notifier.Opened);
    }

    [Fact]
    public async Task MissingVariable_IsNamed()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one", ("secret", "$TOKEN")));
        _site.Start();

        await Wait.UntilAsync(() => _site.Loop.FindState("one")?.Fault is not null);

        Assert.Equal(
            "setting secret: the variables file does not define the variable \"TOKEN\"; write ${$} for a dollar sign",
            _site.Loop.FindState("one")!.Fault);
    }

    [Fact]
    public async Task FileOfASecret_IsReadAgainAfterAFailure_AndMasked()
    {
        using var files = new TemporaryDirectory();
        var file = files.Write("token", "hunter2-old\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one", ("secret:File", file)));
        _site.Notifier.Answer = (_, _, _) => _site.Notifier.Opened.Last() == "hunter2-new"
            ? Task.FromResult(new NotificationReceipt())
            : throw FakeNotifier.Refusal("wrong token hunter2-old");
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Deliveries()[0].Attempts == 1);
        Assert.Equal("wrong token ***", _site.Deliveries()[0].LastAnswer);

        await File.WriteAllTextAsync(file, "hunter2-new", TestContext.Current.CancellationToken);
        await _site.UntilAsync(() => _site.Notifier.Accepted.Count == 1);
    }

    [Fact]
    public async Task EventThatAReceiverCannotBeToldAbout_LeavesNothing()
    {
        _site.Notifier.Accepts = notification => notification is not BuildFailed { Error: "skipped" };
        _site.Start();
        _site.Announce("skipped");
        _site.Announce("sent");

        await Wait.UntilAsync(() => _site.Deliveries() is [{ State: DeliveryState.Delivered }]);

        Assert.Single(_site.Notifier.Attempts);
    }

    [Fact]
    public async Task ReplayedMessage_HasTheSameId()
    {
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Deliveries() is [{ State: DeliveryState.Delivered }]);
        Assert.True(_site.Outbox.Replay(_site.Deliveries()[0].Id));
        await Wait.UntilAsync(() => _site.Deliveries() is [{ State: DeliveryState.Delivered, Attempts: 2 }]);

        Assert.Single(_site.Notifier.Accepted.Select(accepted => accepted.Message.Id).Distinct());
        Assert.Equal([1, 2], _site.Notifier.Accepted.Select(accepted => accepted.Message.Attempt));
    }

    [Fact]
    public async Task BugOfANotifier_IsAFailedAttempt()
    {
        var isFirst = true;
        _site.Notifier.Answer = (_, _, _) =>
        {
            (var fails, isFirst) = (isFirst, false);
            return fails ? throw new InvalidOperationException("a\nbug") : Task.FromResult(new NotificationReceipt());
        };
        _site.Start();
        _site.Announce();
        await _site.UntilAsync(() => !_site.Notifier.Accepted.IsEmpty);

        Assert.Equal("a bug", _site.Find(_site.Deliveries()[0].Id).LastAttempts[0].Answer);
    }

    [Fact]
    public async Task RemovedReceiver_GetsNothing_AndItsMessagesAreGivenUp()
    {
        _site.Notifier.Answer = (_, _, _) => throw FakeNotifier.Refusal("no");
        _site.Start();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Deliveries()[0].Attempts == 1);
        _site.Reload(NotificationSite.SettingsOf());
        await Wait.UntilAsync(() => _site.Loop.FindState("one") is null);

        await _site.UntilAsync(() => _site.Deliveries()[0].State == DeliveryState.Failed, TimeSpan.FromMinutes(11));

        Assert.Single(_site.Notifier.Attempts);
    }

    /// <summary>A loop after a restart.</summary>
    private sealed class RunningLoop : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public RunningLoop(NotificationSite site) => _running = site.Loop.RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_site.OutboxPath};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
