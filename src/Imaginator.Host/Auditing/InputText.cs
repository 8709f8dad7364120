using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Auditing;

/// <summary>
/// Describes the inputs that a request chooses, for the audit log. The log masks secrets; values of variables whose names promise a
/// secret are left out.
/// </summary>
internal static class InputText
{
    // All fields of a line of the audit log are bounded, and the names must not be lost behind one long value.
    private const int MaximumValueLength = 80;

    /// <summary>The branch and the variables; "none" if there are none.</summary>
    public static string Describe(BuildRequest request)
    {
        var inputs = request.Variables.Select(variable => $"{variable.Key}={ValueOf(variable.Key, variable.Value)}");
        var text = string.Join(
            ", ", string.IsNullOrEmpty(request.GitBranch) ? inputs : inputs.Prepend($"branch {Shorten(request.GitBranch)}"));
        return text.Length > 0 ? text : "none";
    }

    private static string ValueOf(string name, string value) =>
        VariableSecrecy.HasSecretName(name) ? "***" : Shorten(value);

    private static string Shorten(string value) =>
        value.Length <= MaximumValueLength ? value : value[..MaximumValueLength] + "…";
}
