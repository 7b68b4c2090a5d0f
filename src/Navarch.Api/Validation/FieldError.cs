namespace Navarch.Api.Validation;

/// <summary>One fault of an object.</summary>
/// <param name="Type">What is wrong.</param>
/// <param name="Field">Where.</param>
/// <param name="Message">The rest of the sentence, as upstream words it: <c>Invalid value: "x": must be ...</c>.</param>
public sealed record FieldError(FieldErrorType Type, string Field, string Message)
{
    /// <summary>The reason in the API's words: <c>FieldValueInvalid</c>.</summary>
    public string Reason => "FieldValue" + Type;

    /// <summary>The cause as a status carries it.</summary>
    public StatusCause ToCause() => new() { Type = Reason, Message = Message, Field = Field };

    /// <summary>The field and the message.</summary>
    public override string ToString() => $"{Field}: {Message}";
}
