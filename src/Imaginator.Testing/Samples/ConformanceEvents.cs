using System.Collections.Immutable;
using Imaginator.Notifications;

namespace Imaginator.Testing.Samples;

/// <summary>Events for the suite of notifiers.</summary>
internal static class ConformanceEvents
{
    /// <summary>A word in the texts of every event.</summary>
    public const string Word = "conformance";

    private static readonly DateTimeOffset Time = new(2030, 1, 31, 12, 30, 59, TimeSpan.Zero);

    private static readonly NotifiedBuild Build = new()
    {
        Id = "0123456789abc",
        Requestor = "alice",
        StartedAt = Time.AddMinutes(-2),
        FinishedAt = Time,
        ManifestUrl = "https://github.com/example/conformance.git",
        Branch = "main",
        CommitId = "0123456789abcdef0123456789abcdef01234567",
    };

    /// <summary>An event of each kind.</summary>
    public static ImmutableArray<NotificationEvent> All { get; } =
    [
        Failed("a script ended with exit code 1"),
        new BuildRecovered { StreamName = Word, Build = Build, ImageName = $"{Word}/2030-01-31:12:30:59", FailedBuildId = "0123456789abb" },
        new BuildSucceeded { StreamName = Word, Build = Build, ImageName = $"{Word}/2030-01-31:12:30:59" },
        new ImagePublished
        {
            StreamName = Word, Build = Build, ImageName = $"{Word}/2030-01-31:12:30:59", ExpiresAt = Time.AddDays(1), TotalBytes = 123_456_789,
        },
        new ImageExpiring { StreamName = Word, ImageName = $"{Word}/2030-01-31:12:30:59", ExpiresAt = Time.AddHours(1) },
        new WorkerLost { Worker = Word, Address = "worker.example.org:6975", Reason = "no answer within 5 s" },
    ];

    /// <summary>Errors with texts that have a meaning in protocols and markup, or are not valid text.</summary>
    public static ImmutableArray<string> OddTexts { get; } =
    [
        "a\r\nX-Injected: yes\r\n\r\nb",
        "a\nX-Injected: yes\n\nb",
        "a\r\n.\r\nMAIL FROM:<x@example.org>\r\nRCPT TO:<y@example.org>\r\nDATA\r\nb",
        "\"'`\\{}[]<>&;|$()*_~# <script>alert(1)</script> <!channel> @all %0d%0aX-Injected: yes",
        "\0\u0001\u001b[31mred\u0007\u0085\u2028\u2029\u202e\ufeff",
        "\ud800 half a character \udc00",
        "日本語 \ud83d\ude00 \u00e9",
        "",
        new string('x', 100_000),
    ];

    public static BuildFailed Failed(string error) => new() { StreamName = Word, Build = Build, Error = error, Stage = "scripts" };

    /// <summary>A message about an event.</summary>
    public static NotificationMessage MessageOf(NotificationEvent notification, string id = "msg_0123456789") => new()
    {
        Id = id,
        Time = Time,
        Event = notification,
        Link = "https://imaginator.example.org/builds/0123456789abc",
    };
}
