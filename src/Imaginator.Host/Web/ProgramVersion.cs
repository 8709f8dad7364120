using System.Reflection;

namespace Imaginator.Host.Web;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>The version for people, without the commit.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "unknown";
}
