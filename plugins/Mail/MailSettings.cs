using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using MimeKit;

namespace Imaginator.Plugins.Mail;

/// <summary>The settings of a receiver of the type <c>email</c>. Not a record, whose text would contain the password.</summary>
internal sealed class MailSettings : IValidatableObject
{
    private const int StartTlsPort = 587;
    private const int TlsPort = 465;
    private const int PlainPort = 25;

    [Description("The mail server.")]
    public required string Host { get; init; }

    [Description("The port of the mail server. By default 587, with tls 465, and with none 25.")]
    [SettingRange("1", "65535")]
    public int? Port { get; init; }

    [Description("The protection of the connection: startTls, tls or none.")]
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    [Description("The user for the mail server; without a user, the daemon does not sign in.")]
    public string User { get; init; } = "";

    [Description("The password of the user.")]
    public string Password { get; init; } = "";

    [Description("The sender: an address, or a name with an address in angle brackets.")]
    public required string From { get; init; }

    [Description("The recipients.")]
    public required ImmutableArray<string> To { get; init; } = [];

    [Description("The beginning of each subject.")]
    public string SubjectPrefix { get; init; } = "[imaginator]";

    [Description("The time for the delivery of a message to the mail server.")]
    [SettingRange("1s", "50s")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The port of the mail server.</summary>
    public int ServerPort => Port ?? Security switch
    {
        MailSecurity.StartTls => StartTlsPort,
        MailSecurity.Tls => TlsPort,
        _ => PlainPort,
    };

    private bool IsLoopback => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new ValidationResult($"\"{Host}\" is not the name or address of a machine", [nameof(Host)]);
        }

        if (!IsAddress(From))
        {
            yield return new ValidationResult($"\"{From}\" is not an e-mail address", [nameof(From)]);
        }

        foreach (var recipient in To.Where(recipient => !IsAddress(recipient)))
        {
            yield return new ValidationResult($"\"{recipient}\" is not an e-mail address", [nameof(To)]);
        }

        if ((User.Length == 0) != (Password.Length == 0))
        {
            yield return new ValidationResult(
                User.Length == 0 ? "it has no user; write the setting user, too" : "its password is missing; write the setting password",
                [User.Length == 0 ? nameof(Password) : nameof(User)]);
        }

        if (Security == MailSecurity.None && Password.Length > 0 && !IsLoopback)
        {
            yield return new ValidationResult(
                "without protection, the password could be read on its way to another machine; write startTls or tls", [nameof(Security)]);
        }

        if (SubjectPrefix.Any(char.IsControl))
        {
            yield return new ValidationResult("it contains a control character", [nameof(SubjectPrefix)]);
        }
    }

    // Null if the setting is missing. MimeKit accepts the name of a local mailbox, too.
    private static bool IsAddress(string? text) =>
        text is not null && MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address.IndexOf('@') > 0;
}
