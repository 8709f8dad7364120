using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Imaginator.Plugins;

namespace Samples.Ntfy;

/// <summary>The settings of a receiver, in camel case. Imaginator expands variables and reads secrets from files.</summary>
internal sealed class NtfySettings
{
    [Description("The address of the ntfy server.")]
    [Url(ErrorMessage = "it is not the address of a server, such as https://ntfy.sh")]
    public string Server { get; init; } = "https://ntfy.sh";

    [Description("The topic. On a public server, it is the permission to read the messages.")]
    [RegularExpression("[-_A-Za-z0-9]{1,64}", ErrorMessage = "it must have 1 to 64 letters, digits, - or _")]
    public required string Topic { get; init; }

    [Description("The access token of a user.")]
    public string Token { get; init; } = "";

    [Description("The time in which the server must answer.")]
    [SettingRange("1s", "50s")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
