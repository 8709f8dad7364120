namespace Imaginator.Plugins.Mail;

/// <summary>How the connection to the mail server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>The connection starts without protection, and must change to TLS before anything is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>No protection.</summary>
    None,
}
