using Imaginator.Notifications;
using MimeKit;

namespace Imaginator.Plugins.Mail.Tests;

/// <summary>The contents of mails.</summary>
public sealed class MailTextTests
{
    private static readonly MailSettings Settings = new()
    {
        Host = "mail.example.org", From = "Imaginator <imaginator@example.org>", To = ["Ops <ops@example.org>", "dev@example.org"],
    };

    [Fact]
    public void Mail_HasWhatPeopleAndFiltersNeed()
    {
        using var mail = MailText.Of(Samples.MessageOf(Samples.Failed), Settings);

        Assert.Equal("[imaginator] The build of base/debian failed: a script failed", mail.Subject!);
        Assert.Equal("msg_1@example.org", mail.MessageId);
        Assert.Equal(Samples.Time, mail.Date);
        Assert.Equal("imaginator@example.org", Assert.IsType<MailboxAddress>(Assert.Single(mail.From)).Address);
        Assert.Equal(["ops@example.org", "dev@example.org"], mail.To.Mailboxes.Select(mailbox => mailbox.Address));
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Equal("build-failed", mail.Headers["X-Imaginator-Event"]);
        Assert.Equal("base/debian", mail.Headers["X-Imaginator-Stream"]);
        Assert.Equal(
            """
            The build of base/debian failed: a script failed

            Stream:       base/debian
            Build:        0123456789abc
            Requested by: alice
            Branch:       main
            Commit:       0123abcd
            Stage:        scripts
            Time:         2030-01-31 12:30:59 UTC
            Details:      https://imaginator.example.org/builds/0123456789abc

            """.ReplaceLineEndings("\n"),
            mail.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Subject_IsOneShortLine()
    {
        using var mail = MailText.Of(
            Samples.MessageOf(Samples.Failed with { Error = "a\r\nBcc: x@example.org\r\n" + new string('x', 1000) }), Settings);

        Assert.Equal(150, mail.Subject!.Length);
        Assert.DoesNotContain('\n', mail.Subject!);
        Assert.Empty(mail.Bcc);
    }

    [Fact]
    public void EventWithoutStream_HasNoStream()
    {
        using var mail = MailText.Of(Samples.MessageOf(new WorkerLost { Worker = "one", Address = "one:6975", Reason = "gone" }), Settings);

        Assert.False(mail.Headers.Contains("X-Imaginator-Stream"));
        Assert.Contains("Address:      one:6975", mail.TextBody, StringComparison.Ordinal);
    }
}
