namespace Imaginator.Host.Web.Forms;

/// <summary>The names of the fields of forms about builds.</summary>
internal static class BuildFields
{
    public const string Stream = "stream";
    public const string Branch = "branch";

    /// <summary>Lines <c>NAME=VALUE</c>.</summary>
    public const string Variables = "variables";

    /// <summary>The beginning of the name of a field for one variable. An empty value is ignored.</summary>
    public const string VariablePrefix = "variable:";

    public const string ExpiresIn = "expiresIn";

    /// <summary>The idempotency key.</summary>
    public const string Key = "key";

    /// <summary>The build to retry.</summary>
    public const string Build = "build";
}
