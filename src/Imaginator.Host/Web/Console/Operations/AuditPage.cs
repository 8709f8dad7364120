using System.Collections.Immutable;
using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The page <c>/audit</c>: who requested which change, and the result.</summary>
internal sealed class AuditPage(AuditReader audit)
{
    private const int PageLength = 100;

    /// <exception cref="ImaginatorException">The audit log cannot be read.</exception>
    public IResult Make(PageReader reader, AuditPageQuery query)
    {
        if (!reader.MayUse(AccessMethods.ReadAudit))
        {
            return new WebFailure(
                StatusCodes.Status403Forbidden, "Not permitted", $"reading the audit log requires access to {AccessMethods.ReadAudit}");
        }

        var entries = audit.Read(new AuditQuery
        {
            Outcome = query.Outcome,
            Caller = NullIfEmpty(query.Caller),
            Action = NullIfEmpty(query.Action),
            Text = NullIfEmpty(query.Text),
            Before = NullIfEmpty(query.Before),
            Count = PageLength + 1,
        });
        ImmutableArray<AuditEntry> shown = [.. entries.Take(PageLength)];
        var pager = new Pager(
            query.Before.Length > 0 ? (query with { Before = "" }).Address : null,
            entries.Count > PageLength ? (query with { Before = shown[^1].Position }).Address : null)
        {
            PreviousText = "newest",
            NextText = "older",
        };
        return new ConsolePage("Audit log", new Web_Console_Operations_AuditView { Model = new AuditModel(query, shown, pager) })
        {
            Section = PageSection.Audit,
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
