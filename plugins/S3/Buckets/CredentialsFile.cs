using Amazon.Runtime;
using Imaginator.ImageStores;
using Imaginator.Linux.Storage;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>
/// Credentials in a file of the form of <c>~/.aws/credentials</c>. The file is read again after some seconds, so that another program can
/// renew them.
/// </summary>
internal sealed class CredentialsFile(string path, string profile, TimeProvider timeProvider) : AWSCredentials
{
    private const int MaximumLength = 64 * 1024;
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private ImmutableCredentials? _credentials;
    private DateTimeOffset _readAt;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ImageStoreException">The file cannot be read, or lacks the credentials.</exception>
    public override ImmutableCredentials GetCredentials()
    {
        var now = timeProvider.GetUtcNow();
        lock (_lock)
        {
            if (_credentials is null || (now - _readAt).Duration() > Validity)
            {
                (_credentials, _readAt) = (Read(), now);
            }

            return _credentials;
        }
    }

    private ImmutableCredentials Read()
    {
        string text;
        try
        {
            text = RegularFile.ReadAllText(path, MaximumLength);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        var values = Parse(text);
        if (!values.TryGetValue("aws_access_key_id", out var key) || !values.TryGetValue("aws_secret_access_key", out var secret))
        {
            throw Fault($"does not contain aws_access_key_id and aws_secret_access_key in the section [{profile}]");
        }

        return new ImmutableCredentials(key, secret, values.GetValueOrDefault("aws_session_token"));
    }

    private Dictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isInProfile = false;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                isInProfile = line.Trim('[', ']', ' ') == profile;
            }
            else if (isInProfile && line.IndexOf('=') is > 0 and var equals && line[(equals + 1)..].Trim() is { Length: > 0 } value)
            {
                values[line[..equals].Trim()] = value;
            }
        }

        return values;
    }

    private ImageStoreException Fault(string fault, Exception? exception = null) => new(
        ImageStoreError.AccessDenied, $"cannot use the credentials of S3: {path} {fault}; check credentialsFile and credentialsProfile", exception);
}
