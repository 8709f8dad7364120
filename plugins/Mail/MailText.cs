using System.Globalization;
using System.Text;
using Imaginator.Notifications;
using MimeKit;

namespace Imaginator.Plugins.Mail;

/// <summary>Writes messages as mails of plain text.</summary>
internal static class MailText
{
    private const int MaximumSubject = 150;

    /// <summary>Writes a mail. The caller disposes of it.</summary>
    public static MimeMessage Of(NotificationMessage message, MailSettings settings)
    {
        var from = MailboxAddress.Parse(settings.From);
        var mail = new MimeMessage
        {
            // The same for each attempt: mail programs show a repeated mail once.
            MessageId = $"{message.Id}@{from.Address[(from.Address.LastIndexOf('@') + 1)..]}",
            Date = message.Time,
            Subject = Line($"{settings.SubjectPrefix} {message.Event.Summary}", MaximumSubject),
            Body = new TextPart("plain") { Text = BodyOf(message) },
        };
        mail.From.Add(from);
        mail.To.AddRange(settings.To.Select(recipient => MailboxAddress.Parse(recipient)));

        // RFC 3834: no answers of vacation programs. The others are for filters.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add("X-Imaginator-Event", message.Event.Name);
        if (message.Event.StreamName.Length > 0)
        {
            mail.Headers.Add("X-Imaginator-Stream", Line(message.Event.StreamName, MaximumSubject));
        }

        return mail;
    }

    private static string BodyOf(NotificationMessage message)
    {
        var body = new StringBuilder().Append(Clean(message.Event.Summary, keepsLines: true)).Append("\n\n");
        Add("Stream", message.Event.StreamName);
        switch (message.Event)
        {
            case BuildFailed failed:
                AddBuild(failed.Build);
                Add("Stage", failed.Stage);
                break;
            case BuildRecovered recovered:
                AddBuild(recovered.Build);
                Add("Image", recovered.ImageName);
                break;
            case BuildSucceeded succeeded:
                AddBuild(succeeded.Build);
                Add("Image", succeeded.ImageName);
                break;
            case ImagePublished published:
                AddBuild(published.Build);
                Add("Image", published.ImageName);
                Add("Expires", TimeOf(published.ExpiresAt));
                break;
            case ImageExpiring expiring:
                Add("Image", expiring.ImageName);
                Add("Expires", TimeOf(expiring.ExpiresAt));
                break;
            case WorkerLost lost:
                Add("Worker", lost.Worker);
                Add("Address", lost.Address);
                break;
        }

        Add("Time", TimeOf(message.Time));
        Add("Details", message.Link ?? "");
        return body.ToString();

        void AddBuild(NotifiedBuild build)
        {
            Add("Build", build.Id);
            Add("Requested by", build.Requestor);
            Add("Manifest", build.ManifestUrl);
            Add("Branch", build.Branch);
            Add("Commit", build.CommitId);
        }

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                body.Append(CultureInfo.InvariantCulture, $"{name + ":",-14}{Clean(value, keepsLines: false)}\n");
            }
        }
    }

    private static string TimeOf(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "";

    private static string Line(string text, int maximumLength)
    {
        var line = Clean(text, keepsLines: false).Trim();
        return line.Length <= maximumLength
            ? line
            : line[..(char.IsHighSurrogate(line[maximumLength - 2]) ? maximumLength - 2 : maximumLength - 1)] + "…";
    }

    /// <summary>Replaces control characters, which mails cannot contain, and halves of characters.</summary>
    private static string Clean(string text, bool keepsLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(Rune.IsControl(rune) && !(keepsLines && rune.Value == '\n') ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
