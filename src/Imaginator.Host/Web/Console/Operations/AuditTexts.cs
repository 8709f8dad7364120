using Imaginator.Host.Auditing;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The classes of audit entries in words, and in the style sheet.</summary>
internal static class AuditTexts
{
    public static string Of(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Allowed => "allowed",
        AuditOutcome.Denied => "denied",
        AuditOutcome.Refused => "refused",
        _ => "inputs",
    };

    public static string ClassOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Allowed => "succeeded",
        AuditOutcome.Denied => "failed",
        AuditOutcome.Refused => "running",
        _ => "",
    };
}
