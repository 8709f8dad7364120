using System.ComponentModel.DataAnnotations;
using Imaginator.Plugins;

namespace TemplateNamespace;

/// <summary>The settings of a receiver, in camel case: url, token, timeout. Secrets are expanded and read from files by Imaginator.</summary>
internal sealed class ReceiverSettings
{
    [Url(ErrorMessage = "it is not an address")]
    public required string Url { get; init; }

    public string Token { get; init; } = "";

    [SettingRange("1s", "50s")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
