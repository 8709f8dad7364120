using Imaginator.Host.Web.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Imaginator.Host.Tests.Web.Forms;

public sealed class FormVariablesTests
{
    [Fact]
    public void Variables_ComeFromTheirFields_AndFromLines()
    {
        var variables = FormVariables.Of(
            FormOf(("variable:A", "1"), ("variable:EMPTY", ""), ("variables", "B=x=y\r\n\r\n  C= z \nA=2"), ("other", "D=4")), out var fault);

        Assert.Null(fault);
        Assert.Equal(["A=2", "B=x=y", "C= z"], variables.Select(variable => $"{variable.Key}={variable.Value}"));
    }

    [Theory]
    [InlineData("A=1\nno value", 2)]
    [InlineData("=value", 1)]
    [InlineData("s3cret", 1)]
    public void InvalidLine_IsNamedWithoutItsText(string lines, int number)
    {
        FormVariables.Of(FormOf(("variables", lines)), out var fault);

        Assert.Equal($"invalid variable in line {number}; write NAME=VALUE", fault);
    }

    [Fact]
    public void FormWithoutVariables_HasNone()
    {
        Assert.Empty(FormVariables.Of(FormOf(), out var fault));
        Assert.Null(fault);
    }

    private static FormCollection FormOf(params (string Name, string Value)[] fields) =>
        new(fields.ToDictionary(field => field.Name, field => new StringValues(field.Value)));
}
