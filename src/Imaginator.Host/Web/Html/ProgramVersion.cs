using System.Reflection;

namespace Imaginator.Host.Web.Html;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>The version without the commit.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "unknown";
}
