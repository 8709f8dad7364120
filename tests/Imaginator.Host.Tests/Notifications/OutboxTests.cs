using Imaginator.Host.Notifications.Outbox;
using Imaginator.Notifications;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Notifications;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new(new OutboxLimits
    {
        MaximumDeliveries = 20, MaximumBytes = 20_000, MaximumWaiting = 8, MaximumAttempts = 3, MaximumUnsaved = 5,
    });

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public void WithoutMessages_NothingIsCreated()
    {
        Assert.Empty(_site.Deliveries());
        Assert.Empty(_site.Outbox.CountWaiting());
        Assert.Null(_site.Outbox.FindDue("one"));
        Assert.Null(_site.Outbox.FindNextAttempt("one"));
        Assert.Null(_site.Outbox.Find(1));
        Assert.False(_site.Outbox.Replay(1));
        _site.Outbox.GiveUpOld("none");
        Assert.True(_site.Outbox.SaveUnsaved());

        Assert.False(File.Exists(_site.OutboxPath));
    }

    [Fact]
    public void EachKindOfEvent_IsReadAsItWasWritten()
    {
        var build = new NotifiedBuild
        {
            Id = "0123456789abc", Requestor = "alice", StartedAt = _site.Time.GetUtcNow(), ManifestUrl = "https://x/y", Branch = "b", CommitId = "c",
        };
        NotificationEvent[] events =
        [
            new BuildFailed { StreamName = "base", Build = build, Error = "a \ud83d\ude00\n\u0001", Stage = "scripts" },
            new BuildRecovered { StreamName = "base", Build = build, ImageName = "base/1", FailedBuildId = "0" },
            new BuildSucceeded { StreamName = "base", Build = build, ImageName = "base/1" },
            new ImagePublished { StreamName = "base", Build = build, ImageName = "base/1", ExpiresAt = _site.Time.GetUtcNow(), TotalBytes = ulong.MaxValue },
            new ImageExpiring { StreamName = "base", ImageName = "base/1", ExpiresAt = _site.Time.GetUtcNow() },
            new WorkerLost { Worker = "one", Address = "one:6975", Reason = "gone" },
        ];
        Assert.Equal(NotificationEventNames.All, events.Select(notification => notification.Name));

        Assert.All(events, notification => Assert.Equal(notification, StoredEvent.Read(notification.Name, StoredEvent.Write(notification))));
    }

    [Theory]
    [InlineData("build-exploded", "{}")]
    [InlineData("build-failed", "{}")]
    [InlineData("build-failed", "not JSON")]
    public void EventsOfOtherVersions_AreNotRead(string name, string text) => Assert.Null(StoredEvent.Read(name, text));

    [Fact]
    public void Deliveries_AreListedByReceiverAndState()
    {
        Add("one", 3);
        Add("two", 2);
        var due = _site.Outbox.FindDue("one")!;
        _site.Outbox.Record(due.Id, new DeliveryAttempt(1, _site.Time.GetUtcNow(), TimeSpan.FromSeconds(1), IsSuccessful: true, "fine"), null);

        Assert.Equal(5, _site.Deliveries().Length);
        Assert.Equal(3, _site.Outbox.Query(new DeliveryQuery { Receiver = "one" }).Deliveries.Length);
        Assert.Equal(due.Id, Assert.Single(_site.Outbox.Query(new DeliveryQuery { State = DeliveryState.Delivered }).Deliveries).Id);
        var page = _site.Outbox.Query(new DeliveryQuery { Count = 2 });
        Assert.True(page.HasMore);
        Assert.True(page.Deliveries[0].Id > page.Deliveries[1].Id);
        Assert.Equal(3, _site.Outbox.Query(new DeliveryQuery { Before = page.Deliveries[1].Id }).Deliveries.Length);
        Assert.Equal(2, _site.Outbox.CountWaiting()["one"]);
        Assert.Equal(2, _site.Outbox.CountWaiting()["two"]);
    }

    [Fact]
    public void Attempts_AreKeptUpToALimit()
    {
        Add("one", 1);
        for (var number = 1; number <= 5; number++)
        {
            var due = _site.Outbox.FindDue("one")!;
            Assert.Equal(number, due.Message.Attempt);
            var attempt = new DeliveryAttempt(number, _site.Time.GetUtcNow(), TimeSpan.FromSeconds(1), IsSuccessful: false, "no");
            _site.Outbox.Record(due.Id, attempt, _site.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
            Assert.Null(_site.Outbox.FindDue("one"));
            Assert.Equal(_site.Time.GetUtcNow() + TimeSpan.FromMinutes(1), _site.Outbox.FindNextAttempt("one"));
            _site.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var delivery = _site.Find(_site.Deliveries()[0].Id);
        Assert.Equal(5, delivery.Attempts);
        Assert.Equal([3, 4, 5], delivery.LastAttempts.Select(attempt => attempt.Number));
    }

    [Fact]
    public void TooManyWaitingMessages_LetTheOldestFail()
    {
        Add("one", 10);
        Add("two", 1);

        Assert.Equal(8, _site.Outbox.CountWaiting()["one"]);
        Assert.Equal(1, _site.Outbox.CountWaiting()["two"]);
        var failed = _site.Outbox.Query(new DeliveryQuery { State = DeliveryState.Failed }).Deliveries;
        Assert.Equal(2, failed.Length);
        Assert.All(failed, delivery => Assert.Equal("more than 8 messages wait for the receiver", delivery.LastAnswer));
        Assert.True(failed.Max(delivery => delivery.Id) < _site.Outbox.FindDue("one")!.Id);
    }

    [Fact]
    public void Rows_AreLimited_AndFinishedOnesGoFirst()
    {
        Add("one", 4);
        for (var i = 0; i < 30; i++)
        {
            Add("two", 1);
            var due = _site.Outbox.FindDue("two")!;
            _site.Outbox.Record(due.Id, new DeliveryAttempt(1, _site.Time.GetUtcNow(), TimeSpan.Zero, IsSuccessful: true, ""), null);
        }

        Assert.InRange(_site.Deliveries().Length, 15, 20);
        Assert.Equal(4, _site.Outbox.CountWaiting()["one"]);
    }

    [Fact]
    public void Bytes_AreLimited()
    {
        for (var i = 0; i < 8; i++)
        {
            _site.Outbox.Add([Delivery("one", new string('x', 4000))]);
        }

        Assert.InRange(_site.Deliveries().Length, 2, 4);
        Assert.NotEmpty(_site.Log.Of(LogLevel.Warning));
    }

    [Fact]
    public void MessagesThatCannotBeWritten_StayInMemory()
    {
        Directory.CreateDirectory(_site.OutboxPath);
        Add("one", 7);
        Assert.False(_site.Outbox.SaveUnsaved());
        Directory.Delete(_site.OutboxPath);

        Assert.True(_site.Outbox.SaveUnsaved());

        // The oldest two were dropped.
        Assert.Equal(5, _site.Deliveries().Length);
        Assert.Equal(2, _site.Log.Entries.Count(entry => entry.Message.Contains("is dropped", StringComparison.Ordinal)));
    }

    [Fact]
    public void DamagedFile_IsKept_AndReplaced()
    {
        File.WriteAllText(_site.OutboxPath, new string('x', 10_000));

        Add("one", 1);

        Assert.Single(_site.Deliveries());
        Assert.Single(_site.Log.Of(LogLevel.Error), message => message.Contains("is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void File_IsForItsOwnerOnly()
    {
        Add("one", 1);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_site.OutboxPath));
    }

    [Fact]
    public void OldMessages_AreGivenUp()
    {
        Add("one", 1);
        _site.Time.Advance(TimeSpan.FromHours(23));
        _site.Outbox.GiveUpOld("too late");
        Assert.Equal(DeliveryState.Waiting, _site.Deliveries()[0].State);
        _site.Time.Advance(TimeSpan.FromHours(1));
        _site.Outbox.GiveUpOld("too late");

        Assert.Equal((DeliveryState.Failed, "too late"), (_site.Deliveries()[0].State, _site.Deliveries()[0].LastAnswer));
        Assert.Null(_site.Outbox.FindDue("one"));
        Assert.True(_site.Outbox.Replay(_site.Deliveries()[0].Id));
        Assert.NotNull(_site.Outbox.FindDue("one"));
    }

    [Fact]
    public void Expirations_AreAnnouncedOnce_UntilTheyChange()
    {
        var expires = _site.Time.GetUtcNow() + TimeSpan.FromHours(1);
        _site.Outbox.SetAnnounced("base/1", expires);

        Assert.True(_site.Outbox.IsAnnounced("base/1", expires));
        Assert.False(_site.Outbox.IsAnnounced("base/1", expires + TimeSpan.FromHours(1)));
        Assert.False(_site.Outbox.IsAnnounced("base/2", expires));

        _site.Time.Advance(TimeSpan.FromHours(1));
        _site.Outbox.SetAnnounced("base/2", _site.Time.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.False(_site.Outbox.IsAnnounced("base/1", expires));
    }

    [Theory]
    [InlineData("a\r\nb\u2028c\u0000", 100, "a  b c")]
    [InlineData("abcdef", 3, "abc…")]
    [InlineData("ab\ud83d\ude00", 3, "ab…")]
    [InlineData("ab\ud83d\ude00", 4, "ab\ud83d\ude00")]
    [InlineData("", 3, "")]
    public void OneLine_IsOneLine(string text, int length, string expected) => Assert.Equal(expected, OneLine.Of(text, length));

    private void Add(string receiver, int count) =>
        _site.Outbox.Add([.. Enumerable.Range(0, count).Select(_ => Delivery(receiver, "failed"))]);

    private NewDelivery Delivery(string receiver, string error) =>
        new(receiver, $"msg_{Guid.NewGuid():N}", NotificationSite.Failed(error), _site.Time.GetUtcNow(), "/builds/1");
}
