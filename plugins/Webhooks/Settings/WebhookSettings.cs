using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Imaginator.Plugins.Webhooks.Forges;
using Imaginator.Plugins.Webhooks.Signing;

namespace Imaginator.Plugins.Webhooks.Settings;

/// <summary>The settings of a receiver of the type <c>webhook</c>. Not a record, whose text would contain the secrets.</summary>
internal sealed class WebhookSettings : IValidatableObject
{
    // GitHub accepts 255 characters; the name of the stream follows.
    private const int MaximumContextLength = 100;

    [Description("The address that gets the requests. For commit statuses, the address of the API; by default, that of github.com or gitlab.com.")]
    public string Url { get; init; } = "";

    [Description("The form of the requests: standard (Standard Webhooks), slack, github-status or gitlab-status.")]
    public string Shape { get; init; } = ShapeNames.Standard;

    [Description("The key that signs requests of the shape standard: whsec_ and Base64. During a rotation, several keys separated by spaces.")]
    public string Secret { get; init; } = "";

    [Description("The token with which the receiver recognizes the daemon; required for commit statuses.")]
    public string Token { get; init; } = "";

    [Description("For commit statuses: the repository, OWNER/NAME. By default, that of the manifest's URL.")]
    public string Repository { get; init; } = "";

    [Description("For commit statuses: the beginning of the name of the status, which ends with the name of the stream.")]
    public string Context { get; init; } = "imaginator";

    [Description("Whether an address with http, which does not protect secrets on their way, can be on another machine.")]
    public bool AllowHttp { get; init; }

    [Description("The time in which the receiver must answer.")]
    [SettingRange("1s", "30s")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The address of the receiver or its API.</summary>
    public Uri Address => new(AddressText, UriKind.Absolute);

    private string AddressText => (Url.Length, Shape) switch
    {
        (0, ShapeNames.GitHubStatus) => "https://api.github.com",
        (0, ShapeNames.GitLabStatus) => "https://gitlab.com/api/v4",
        _ => Url,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The rules of the others depend on the shape.
        (string Property, string? Fault)[] faults = ShapeNames.All.Contains(Shape)
            ?
            [
                (nameof(Url), AddressFault()),
                (nameof(Secret), SecretFault()),
                (nameof(Token), TokenFault()),
                (nameof(Repository), RepositoryFault()),
                (nameof(Context), ContextFault()),
            ]
            : [(nameof(Shape), $"\"{Shape}\" is not one of {string.Join(", ", ShapeNames.All)}")];
        return faults.Where(fault => fault.Fault is not null).Select(fault => new ValidationResult(fault.Fault, [fault.Property]));
    }

    // Messages do not contain the address: its path is often a secret.
    private string? AddressFault()
    {
        if (AddressText.Length == 0)
        {
            return "it is missing; write the https address of the receiver";
        }

        if (!Uri.TryCreate(AddressText, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            return "it is not an https address";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "a user in the address is not supported; use the setting token";
        }

        return uri.Scheme == "http" && !uri.IsLoopback && !AllowHttp
            ? "an http address does not protect secrets on their way; write an https address, or set allowHttp to true"
            : null;
    }

    private string? SecretFault() => Shape switch
    {
        ShapeNames.Standard when Secret.Length == 0 =>
            "it is missing; the shape standard signs requests: make a key with "
            + "\"echo whsec_$(head -c 32 /dev/urandom | base64)\", and give it to the receiver too",
        ShapeNames.Standard => SigningKeys.FindFault(Secret),
        _ when Secret.Length > 0 => $"the shape {Shape} does not sign requests; remove the setting",
        _ => null,
    };

    private string? TokenFault() => Token switch
    {
        "" when ShapeNames.IsStatus(Shape) => $"it is missing; the shape {Shape} requires a token that can write commit statuses",
        "" => null,
        _ when Shape == ShapeNames.Slack => "the shape slack does not send a token; remove the setting",
        _ when Token.Any(letter => letter is <= ' ' or > '~') => "a token consists of printable ASCII characters without spaces",
        _ => null,
    };

    private string? RepositoryFault() => Repository.Length switch
    {
        0 => null,
        _ when !ShapeNames.IsStatus(Shape) => $"the shape {Shape} concerns no repository; remove the setting",
        _ when ForgeRepository.IsValid(Repository, Shape == ShapeNames.GitHubStatus) => null,
        _ => $"\"{Repository}\" is not a repository such as OWNER/NAME",
    };

    private string? ContextFault() => Context.Length switch
    {
        > 0 and <= MaximumContextLength when !Context.Any(char.IsControl) => null,
        _ => $"it must have 1 to {MaximumContextLength} characters, and no control characters",
    };
}
