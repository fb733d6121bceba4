# For bash, with curl 7.55 or later.
: "${BES_API_KEY:?set it first}"
: "${INPUT1_ACCOUNT_KEY:?set it first}"
: "${OUTPUT1_SAS_SIGNATURE:?set it first}"

json_text() { # json_text TEXT: as JSON inside a string, without the quotes
  value=$1 awk 'BEGIN {
    for (i = 1; i < 32; i++) escape[sprintf("%c", i)] = sprintf("\\u%04x", i)
    escape["\""] = "\\\""; escape["\\"] = "\\\\"
    s = ENVIRON["value"]
    for (i = 1; i <= length(s); i++) { c = substr(s, i, 1); printf "%s", (c in escape) ? escape[c] : c }
  }'
}

# Submit the job. The reply is its id, in quotes.
body() {
  printf '%s' '{
  "Inputs": {
    "input1": {
      "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey='
  json_text "$INPUT1_ACCOUNT_KEY"
  printf '%s' '",
      "RelativeLocation": "testint/AdultCensusIncomeBinaryClassificationDataset.csv",
      "BaseLocation": null,
      "SasBlobToken": null
    }
  },
  "Outputs": {
    "output1": {
      "ConnectionString": null,
      "RelativeLocation": "testintoutput/it'\''s \u00e5.csv",
      "BaseLocation": "https://sampleaccount.blob.core.windows.net/",
      "SasBlobToken": "?sv=2017&sig='
  json_text "$OUTPUT1_SAS_SIGNATURE"
  printf '%s' '&sp=w"
    }
  },
  "GlobalParameters": {},
  "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b"
}'
}
body | curl --globoff --request POST 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0' \
  --header @<(printf '%s%s\n' 'Authorization: Bearer ' "$BES_API_KEY") \
  --header 'Content-Type: application/json' --data-binary @-

JOB_ID='put the id here'

# Start it: put its id into JOB_ID first.
curl --globoff --request POST 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/'"$JOB_ID"'/start?api-version=2.0' \
  --header @<(printf '%s%s\n' 'Authorization: Bearer ' "$BES_API_KEY") \
  --header 'Content-Type:' --data-binary ''

# How far it has come, and where its results are.
curl --globoff --request GET 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/'"$JOB_ID"'?api-version=2.0' \
  --header @<(printf '%s%s\n' 'Authorization: Bearer ' "$BES_API_KEY")

# Cancel it.
curl --globoff --request DELETE 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/'"$JOB_ID"'?api-version=2.0' \
  --header @<(printf '%s%s\n' 'Authorization: Bearer ' "$BES_API_KEY")
