using Imaginator.Host.Auditing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Addresses;

/// <summary>The query of the audit page.</summary>
internal sealed record AuditPageQuery
{
    public const string OutcomeParameter = "outcome";
    public const string CallerParameter = "caller";
    public const string ActionParameter = "action";
    public const string TextParameter = "text";

    private const string BeforeParameter = "before";

    public AuditOutcome? Outcome { get; init; }

    public string Caller { get; init; } = "";

    public string Action { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>The position before which the page begins; empty for the newest entries.</summary>
    public string Before { get; init; } = "";

    /// <summary>Reads the query of a request. Invalid values are left out.</summary>
    public static AuditPageQuery Of(HttpRequest request)
    {
        var query = request.Query;
        var before = query[BeforeParameter].ToString();
        return new AuditPageQuery
        {
            Outcome = Enum.TryParse<AuditOutcome>(query[OutcomeParameter].ToString(), ignoreCase: true, out var outcome) && Enum.IsDefined(outcome)
                ? outcome
                : null,
            Caller = query[CallerParameter].ToString().Trim(),
            Action = query[ActionParameter].ToString().Trim(),
            Text = query[TextParameter].ToString().Trim(),
            Before = AuditReader.IsPosition(before) ? before : "",
        };
    }

    /// <summary>The address that <see cref="Of"/> reads.</summary>
    public string Address
    {
        get
        {
            var query = new QueryBuilder();
            Add(OutcomeParameter, Outcome is { } outcome ? outcome.ToString().ToLowerInvariant() : "");
            Add(CallerParameter, Caller);
            Add(ActionParameter, Action);
            Add(TextParameter, Text);
            Add(BeforeParameter, Before);
            return PageAddress.Audit + query.ToQueryString();

            void Add(string parameter, string value)
            {
                if (value.Length > 0)
                {
                    query.Add(parameter, value);
                }
            }
        }
    }
}
